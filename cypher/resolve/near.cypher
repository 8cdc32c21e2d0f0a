// Purpose: all NEAR edges.
// Parameters: none
// Returns: a, b
MATCH (a:Individual)-[:NEAR]->(b:Individual)
RETURN a.id AS a, b.id AS b
