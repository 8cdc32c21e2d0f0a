// Purpose: which of some tokens name a block over its cap, and the individuals that share any of the others.
// Parameters: $p.keys
// Returns: over: token, most and key; rows: id, keys
UNWIND CASE WHEN size($p.keys) > 0 THEN $p.keys ELSE [null] END AS token
OPTIONAL MATCH (b:Block {token: token})
WITH collect(CASE WHEN b IS NULL THEN token END) AS words, collect(b {.token, .most, .key}) AS over
CALL (words) {
  // The index takes no more than 1,024 words in one query.
  UNWIND CASE words WHEN [] THEN [] ELSE range(0, size(words) - 1, 500) END AS at
  WITH 'keys:(' + reduce(text = '', word IN words[at .. at + 500] | text + ' ' + word) + ')' AS text
  CALL db.index.fulltext.queryNodes('found_by', text) YIELD node
  WITH DISTINCT node
  RETURN collect({id: node.id, keys: node.keys}) AS rows
}
RETURN over, rows
