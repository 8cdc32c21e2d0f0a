// Purpose: all MATCHES edges, to find what has to change.
// Parameters: none
// Returns: a, b, weight, probability, evidence, model, accepted, reason, basis
MATCH (a:Customer)-[m:MATCHES]->(b:Customer)
RETURN a.id AS a, b.id AS b, m.weight AS weight, m.probability AS probability, m.evidence AS evidence, m.model AS model, m.accepted AS accepted, m.reason AS reason, m.basis AS basis
