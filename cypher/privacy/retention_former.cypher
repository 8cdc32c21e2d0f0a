// Purpose: what records said before loads of long ago.
// Parameters: $p.before: the ID of a load: earlier ones are smaller
// Returns: id, source, restricted: kept although it is due
// Scans: what is kept too long is looked for once a day
MATCH (f:FormerRecord)
WHERE f.until < $p.before
WITH f, [(c:Customer)-[:WAS]->(f) | c] AS theirs
// Include: parts/kept_for
RETURN f.id AS id, f.source AS source, restricted
