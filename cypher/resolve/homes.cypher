// Purpose: all SHARES_HOME edges, to find what has to change.
// Parameters: none
// Returns: a, b, weight, probability, evidence, model
MATCH (a:Customer)-[m:SHARES_HOME]->(b:Customer)
RETURN a.id AS a, b.id AS b, m.weight AS weight, m.probability AS probability, m.evidence AS evidence, m.model AS model
