// Purpose: the records in blocks, as many as it takes to see whether a block is over its cap.
// Parameters: $p.tokens, $p.most
// Returns: rows: token, ids
UNWIND $p.tokens AS token
CALL db.index.fulltext.queryNodes('customer_keys', token, {limit: $p.most}) YIELD node
WITH token, collect(node.id) AS ids
RETURN collect({token: token, ids: ids}) AS rows
