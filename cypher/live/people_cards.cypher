// Purpose: what these individuals are found by, and which of it names a block over its cap.
// Parameters: $p.individuals
// Returns: rows: id, keys, building, over: token, most and key
UNWIND $p.individuals AS id
MATCH (i:Individual {id: id})
RETURN collect({id: i.id, keys: i.keys, building: i.building,
  over: COLLECT { UNWIND split(i.keys, ' ') AS token MATCH (b:Block {token: token}) RETURN b {.token, .most, .key} }}) AS rows
