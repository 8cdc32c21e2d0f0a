// Purpose: Which anonymous cookies and devices may be whose, how likely is that, and why? The likeliest guesses first.
// Parameters: none; edit the first line: the least probability
// Returns: device, kind, individual, probability, evidence, household, household_probability
WITH 0.5 AS least
MATCH (x:Cookie|Device)-[m:MATCHES]->(:Cookie|Device)-[known:IDENTIFIES]->(i:Individual)
WHERE m.probability >= least AND known.probability IS NULL
OPTIONAL MATCH (x)-[home:MEMBER_OF]->(h:Household)
RETURN x.value AS device, CASE WHEN x:Cookie THEN 'cookie' ELSE 'device' END AS kind, i.name AS individual,
  m.probability AS probability, m.evidence AS evidence, h.name AS household, home.probability AS household_probability
ORDER BY probability DESC, device
LIMIT 100
