// Purpose: what records said before loads of long ago.
// Parameters: $p.before: the ID of a load: earlier ones are smaller
// Returns: id, source, until
MATCH (f:FormerRecord)
WHERE f.until < $p.before
RETURN f.id AS id, f.source AS source, f.until AS until
