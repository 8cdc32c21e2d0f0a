// Purpose: what records said before loads of long ago.
// Parameters: $p.before: the ID of a load: earlier ones are smaller
// Returns: id, source, until
// Scans: what is kept too long is looked for once a day
MATCH (f:FormerRecord)
WHERE f.until < $p.before
RETURN f.id AS id, f.source AS source, f.until AS until
