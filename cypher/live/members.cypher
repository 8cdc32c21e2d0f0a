// Purpose: who some records are held to be.
// Parameters: $p.ids
// Returns: record, individual
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})-[:IDENTIFIES]->(i:Individual)
RETURN c.id AS record, i.id AS individual
