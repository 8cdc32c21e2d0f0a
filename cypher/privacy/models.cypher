// Purpose: every match model that is kept: their tables of common values may hold values of a person.
// Parameters: none
// Returns: version, document
MATCH (m:Model)
RETURN m.version AS version, m.document AS document
ORDER BY version
