// Purpose: the data catalogue, as it is.
// Parameters: none
// Returns: ref, source
MATCH (n:Source)
RETURN elementId(n) AS ref, properties(n) AS source
