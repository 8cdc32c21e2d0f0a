// Purpose: identifiers marked as hubs now.
// Parameters: none
// Returns: key
MATCH (x:Identifier) WHERE x.hub
RETURN x.key AS key
