// Purpose: individuals with a record whose names hold every word given, best first.
// Parameters: $p.query: in Lucene's syntax, of the names where it looks, $p.limit: most records looked at, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden
// Returns: id, name, size, household, said, cards
CALL db.index.fulltext.queryNodes('found_by', $p.query, {limit: $p.limit}) YIELD node, score
MATCH (node)-[:IDENTIFIES]->(i:Individual)
WITH i, max(score) AS score
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
// Include: parts/consents
// Include: parts/cards
RETURN i.id AS id, i.name AS name, i.size AS size, h.id AS household, said, cards
ORDER BY score DESC, name, id
