// Purpose: who lives in these buildings.
// Parameters: $p.buildings
// Returns: id
UNWIND $p.buildings AS building
MATCH (i:Individual {building: building})
RETURN i.id AS id
