// Purpose: the MATCHES edges among some records.
// Parameters: $p.ids
// Returns: a, b, weight, probability, evidence, model, accepted, reason, basis
UNWIND $p.ids AS id
MATCH (a:Customer {id: id})-[m:MATCHES]->(b:Customer)
RETURN a.id AS a, b.id AS b, m.weight AS weight, m.probability AS probability, m.evidence AS evidence, m.model AS model, m.accepted AS accepted, m.reason AS reason, m.basis AS basis
