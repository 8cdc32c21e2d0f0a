// Purpose: records that share any of these tokens.
// Parameters: $p.queries: tokens with blanks between them, as many queries as there may be
// Returns: id, keys, content, carries, called
UNWIND $p.queries AS text
CALL db.index.fulltext.queryNodes('customer_keys', text) YIELD node
WITH DISTINCT node
RETURN node.id AS id, node.keys AS keys, node.content AS content, node.carries AS carries, node.called AS called
