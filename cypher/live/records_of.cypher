// Purpose: the records of individuals.
// Parameters: $p.individuals
// Returns: record, individual
UNWIND $p.individuals AS id
MATCH (i:Individual {id: id})<-[:IDENTIFIES]-(c:Customer)
RETURN c.id AS record, i.id AS individual
