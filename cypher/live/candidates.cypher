// Purpose: which of some tokens name a hub or a block over its cap, and the records that share any of the others: as much of them as
//          comparing needs, and which of the values that they carry are hubs. Hardly any of these is derived anew, and what
//          `live/records` asks besides takes half as long again.
// Parameters: $p.keys, $p.content, $p.carries: tokens to look up, by the property that they stand in; $p.over: whether even those
//             that name a hub or a full block; $p.ask: tokens of which only that is asked; $p.columns: as in live/records
// Returns: over: token, most and key; rows: of those in live/records record, born, seen_at, mark, values, keys, content, carries,
//          called, waits, blocked
CALL () {
  UNWIND $p.ask AS token
  MATCH (b:Block {token: token})
  RETURN collect(b {.token, .most, .key}) AS asked
}
UNWIND [{name: 'keys', tokens: $p.keys}, {name: 'content', tokens: $p.content}, {name: 'carries', tokens: $p.carries}] AS property
CALL (property) {
  UNWIND CASE WHEN size(property.tokens) > 0 THEN property.tokens ELSE [null] END AS token
  OPTIONAL MATCH (b:Block {token: token})
  RETURN collect(CASE WHEN b IS NULL OR $p.over THEN token END) AS words, collect(b {.token, .most, .key}) AS named
}
WITH asked, collect({property: property.name, words: words}) AS searches, collect(named) AS named
CALL (searches) {
  UNWIND searches AS search
  // The index takes no more than 1,024 words in one query.
  UNWIND CASE search.words WHEN [] THEN [] ELSE range(0, size(search.words) - 1, 500) END AS at
  WITH search.property + ':(' + reduce(text = '', word IN search.words[at .. at + 500] | text + ' ' + word) + ')' AS text
  CALL db.index.fulltext.queryNodes('found_by', text) YIELD node
  WITH DISTINCT node AS c
  WITH c, properties(c) AS all
  RETURN collect({
    // Include: parts/said
  }) AS rows
}
CALL (rows) {
  // Include: parts/carried
}
RETURN reduce(all = asked + carried, some IN named | all + some) AS over, rows
