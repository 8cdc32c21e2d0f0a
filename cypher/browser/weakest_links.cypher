// Purpose: Which records are held together by the weakest evidence? Look here for people wrongly made one.
// Parameters: none; edit the first line
// Returns: individual, a, b, weight, probability, evidence
WITH 1.0 AS below_probability
MATCH (a:Customer)-[m:MATCHES]->(b:Customer)
USING INDEX m:MATCHES(accepted, probability)
WHERE m.accepted = true AND m.probability <= below_probability
MATCH (a)-[:IDENTIFIES]->(i:Individual)
RETURN i.id AS individual, a.id AS a, b.id AS b, m.weight AS weight, m.probability AS probability, m.evidence AS evidence
ORDER BY weight, a, b
LIMIT 50
