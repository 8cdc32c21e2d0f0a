// Purpose: the suggestions that stand: from an anonymous cookie or device to a known one.
// Parameters: none
// Returns: a, b, properties
MATCH (x:Cookie|Device)-[m:MATCHES]->(other:Identifier)
RETURN x.key AS a, other.key AS b, m {.*, at: null} AS properties
