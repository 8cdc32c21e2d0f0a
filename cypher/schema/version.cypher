// Purpose: the version of the last migration applied. No row where none was.
// Parameters: none
// Returns: version
MATCH (s:Schema {name: 'identity-graph'})
RETURN s.version AS version
