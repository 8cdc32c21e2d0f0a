// Purpose: who is held to be whom now.
// Parameters: none
// Returns: record, individual
MATCH (c:Customer)-[:IDENTIFIES]->(i:Individual)
RETURN c.id AS record, i.id AS individual
