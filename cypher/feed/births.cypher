// Purpose: the ULIDs that records were born with, and who they are of today.
// Parameters: $p.records
// Returns: record, born, individual
UNWIND $p.records AS id
MATCH (c:Customer {id: id})-[:IDENTIFIES]->(i:Individual)
RETURN c.id AS record, c.born AS born, i.id AS individual
