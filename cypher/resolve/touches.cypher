// Purpose: all TOUCHES edges.
// Parameters: none
// Returns: a, b
MATCH (a:Customer)-[:TOUCHES]->(b:Customer)
RETURN a.id AS a, b.id AS b
