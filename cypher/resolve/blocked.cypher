// Purpose: identifiers that stewards blocked.
// Parameters: none
// Returns: key
MATCH (x:Identifier) WHERE x.blocked
RETURN x.key AS key
