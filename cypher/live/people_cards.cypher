// Purpose: what these individuals are found by.
// Parameters: $p.individuals
// Returns: id, keys, building
UNWIND $p.individuals AS id
MATCH (i:Individual {id: id})
RETURN i.id AS id, i.keys AS keys, i.building AS building
