// Purpose: the records of individuals.
// Parameters: $p.individuals
// Returns: rows: record, individual
UNWIND $p.individuals AS id
MATCH (i:Individual {id: id})<-[:IDENTIFIES]-(c:Customer)
RETURN collect({record: c.id, individual: i.id}) AS rows
