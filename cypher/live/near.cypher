// Purpose: the NEAR edges of some individuals.
// Parameters: $p.individuals
// Returns: a, b
UNWIND $p.individuals AS id
MATCH (a:Individual {id: id})-[:NEAR]->(b:Individual)
RETURN a.id AS a, b.id AS b
