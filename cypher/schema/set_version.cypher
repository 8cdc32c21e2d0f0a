// Purpose: note that the migration of this version has been applied.
// Parameters: $p.version
// Returns: nothing
MERGE (s:Schema {name: 'identity-graph'})
SET s.version = $p.version, s.applied_at = datetime()
