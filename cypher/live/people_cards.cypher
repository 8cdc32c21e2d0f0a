// Purpose: what these individuals are found by.
// Parameters: $p.individuals
// Returns: rows: id, keys, building
UNWIND $p.individuals AS id
MATCH (i:Individual {id: id})
RETURN collect({id: i.id, keys: i.keys, building: i.building}) AS rows
