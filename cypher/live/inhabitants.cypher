// Purpose: who lives in these buildings.
// Parameters: $p.buildings
// Returns: rows: id
UNWIND $p.buildings AS building
MATCH (i:Individual {building: building})
RETURN collect({id: i.id}) AS rows
