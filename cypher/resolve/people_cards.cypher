// Purpose: what individuals are found by.
// Parameters: none
// Returns: id, keys, building
MATCH (i:Individual) WHERE NOT i:Retired
RETURN i.id AS id, i.keys AS keys, i.building AS building
