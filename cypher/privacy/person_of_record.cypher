// Purpose: whose a source record is.
// Parameters: $p.id
// Returns: id: null where it was not resolved yet
MATCH (c:Customer {id: $p.id})
OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
RETURN i.id AS id
