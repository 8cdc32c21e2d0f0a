// Purpose: records that share any of these tokens.
// Parameters: $p.queries: tokens with blanks between them, as many queries as there may be
// Returns: rows: id, keys, content, carries, called
UNWIND $p.queries AS text
CALL db.index.fulltext.queryNodes('customer_keys', text) YIELD node
WITH DISTINCT node
RETURN collect({id: node.id, keys: node.keys, content: node.content, carries: node.carries,
  called: node.called}) AS rows
