// Purpose: which of some tokens name a hub or a block over its cap, and the records that share any of the others.
// Parameters: $p.tokens: to look up; $p.over: whether even those that name a hub or a full block; $p.ask: tokens of which only
//             that is asked; $p.columns, $p.nights: as in live/records
// Returns: over: token and most; rows: as in live/records
CALL () {
  UNWIND $p.ask AS token
  MATCH (b:Block {token: token})
  RETURN collect(b {.token, .most}) AS asked
}
UNWIND CASE WHEN size($p.tokens) > 0 THEN $p.tokens ELSE [null] END AS token
OPTIONAL MATCH (b:Block {token: token})
WITH asked, collect(CASE WHEN b IS NULL OR $p.over THEN token END) AS words, collect(b {.token, .most}) AS named
CALL (words) {
  // The index takes no more than 1,024 words in one query.
  UNWIND range(0, size(words) - 1, 60) AS at
  WITH reduce(text = '', word IN words[at .. at + 60] | text + ' ' + word) AS text
  CALL db.index.fulltext.queryNodes('customer_keys', text) YIELD node
  WITH DISTINCT node AS c
  // Include: parts/record
}
RETURN asked + named AS over, rows
