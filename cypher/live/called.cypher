// Purpose: what the records that carry values are called, others than some, as many names as it takes to see that they are too
//          many: of a hub there may be thousands.
// Parameters: $p.tokens, $p.ids: records that are left out, $p.most
// Returns: rows: token, name: null where somebody has none
UNWIND $p.tokens AS token
CALL (token) {
  CALL db.index.fulltext.queryNodes('found_by', 'carries:' + token) YIELD node
  WHERE NOT node.id IN $p.ids
  WITH DISTINCT node.called AS name LIMIT $p.most
  RETURN name
}
RETURN collect({token: token, name: name}) AS rows
