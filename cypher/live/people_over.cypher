// Purpose: the individuals in blocks that have fewer than so many.
// Parameters: $p.blocks: [{token, most}]
// Returns: rows: token, ids; nothing of blocks that have as many
UNWIND $p.blocks AS block
CALL db.index.fulltext.queryNodes('found_by', 'keys:' + block.token, {limit: block.most}) YIELD node
WITH block, collect(node) AS found
WHERE size(found) < block.most
RETURN collect({token: block.token, ids: [node IN found | node.id]}) AS rows
