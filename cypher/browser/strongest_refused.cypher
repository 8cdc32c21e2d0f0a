// Purpose: Which pairs look alike and were still kept apart, and why? Look here for one person left as two.
// Parameters: none; edit the first line
// Returns: reason, a, b, weight, probability, evidence
WITH 0.0 AS above_probability
MATCH (a:Customer)-[m:MATCHES]->(b:Customer)
USING INDEX m:MATCHES(accepted, probability)
WHERE m.accepted = false AND m.probability >= above_probability
RETURN m.reason AS reason, a.id AS a, b.id AS b, m.weight AS weight, m.probability AS probability, m.evidence AS evidence
ORDER BY weight DESC, a, b
LIMIT 50
