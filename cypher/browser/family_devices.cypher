// Purpose: Which cookies and devices do several people use, and do those people live together?
// Parameters: none
// Returns: device, kind, people, households, last_seen
MATCH (x:Cookie|Device)<-[:USES_COOKIE|USES_DEVICE]-(:Customer)-[:IDENTIFIES]->(i:Individual)-[:MEMBER_OF]->(h:Household)
WITH x, collect(DISTINCT i.name) AS people, count(DISTINCT i) AS users, collect(DISTINCT h.id) AS households
WHERE users > 1
RETURN x.value AS device, CASE WHEN x:Cookie THEN 'cookie' ELSE 'device' END AS kind, people, households,
  x.last_seen AS last_seen
ORDER BY users DESC, device
LIMIT 100
