// Purpose: the SHARES_HOME edges of some records.
// Parameters: $p.ids
// Returns: a, b, weight, probability, evidence, model
UNWIND $p.ids AS id
MATCH (a:Customer {id: id})-[m:SHARES_HOME]->(b:Customer)
RETURN a.id AS a, b.id AS b, m.weight AS weight, m.probability AS probability, m.evidence AS evidence, m.model AS model
