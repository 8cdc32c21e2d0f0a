// Purpose: identifiers that stewards blocked.
// Parameters: none
// Returns: key
MATCH (x:Identifier)
USING INDEX x:Identifier(blocked)
WHERE x.blocked = true
RETURN x.key AS key
