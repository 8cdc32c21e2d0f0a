// Purpose: records that exist today, by the ULIDs they were born with, with what there is to know of whom they are of, to
//          tell whether they may be shown.
// Parameters: $p.born, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden
// Returns: records, said: one row for each individual of today
MATCH (c:Customer)-[:IDENTIFIES]->(i:Individual)
WHERE c.born IN $p.born
OPTIONAL MATCH (c)-[:FROM]->(s:Source)
WITH i, c, s ORDER BY c.id
WITH i, collect(c {.*, seen_at: toString(c.seen_at), told: coalesce(c.said_at, c.seen_at).epochMillis, trust: s.trust}) AS records
// Include: parts/consents
RETURN records, said
