// Purpose: individuals that share any of these tokens.
// Parameters: $p.queries: tokens with blanks between them
// Returns: rows: id, keys
UNWIND $p.queries AS text
CALL db.index.fulltext.queryNodes('individual_keys', text) YIELD node
WITH DISTINCT node
RETURN collect({id: node.id, keys: node.keys}) AS rows
