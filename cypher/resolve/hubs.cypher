// Purpose: identifiers marked as hubs now.
// Parameters: none
// Returns: key
MATCH (x:Identifier)
USING INDEX x:Identifier(hub)
WHERE x.hub = true
RETURN x.key AS key
