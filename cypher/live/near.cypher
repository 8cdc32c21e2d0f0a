// Purpose: the NEAR edges of some individuals.
// Parameters: $p.individuals
// Returns: rows: a, b
UNWIND $p.individuals AS id
MATCH (a:Individual {id: id})-[:NEAR]->(b:Individual)
RETURN collect({a: a.id, b: b.id}) AS rows
