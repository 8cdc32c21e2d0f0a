// Purpose: the match model that takes over with the next resolve.
// Parameters: none
// Returns: version, document
MATCH (m:Model) WHERE m.next
RETURN m.version AS version, m.document AS document
LIMIT 1
