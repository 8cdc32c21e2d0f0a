// Purpose: what the records that carry values are called, others than some, as many names as it takes to see that they are too
//          many; none while everything is resolved, as the index may be being built then.
// Parameters: $p.tokens, $p.ids: records that are left out, $p.most
// Returns: rows: token, name
MATCH (l:Lock {name: 'live'}) WHERE l.ready
UNWIND $p.tokens AS token
CALL (token) {
  CALL db.index.fulltext.queryNodes('found_by', 'carries:' + token) YIELD node
  WHERE node.called IS NOT NULL AND NOT node.id IN $p.ids
  WITH DISTINCT node.called AS name LIMIT $p.most
  RETURN name
}
RETURN collect({token: token, name: name}) AS rows
