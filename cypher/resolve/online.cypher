// Purpose: cookies and devices, the individuals who signed in on them, and what they are attached to now.
// Parameters: none
// Returns: key, individuals, households, individual, household
MATCH (x:Cookie|Device)
OPTIONAL MATCH (x)<-[:USES_COOKIE|USES_DEVICE]-(:Customer)-[:IDENTIFIES]->(i:Individual)-[:MEMBER_OF]->(h:Household)
WITH x, collect(DISTINCT i.id) AS individuals, collect(DISTINCT h.id) AS households
OPTIONAL MATCH (x)-[:IDENTIFIES]->(now:Individual)
OPTIONAL MATCH (x)-[:MEMBER_OF]->(home:Household)
RETURN x.key AS key, individuals, households, now.id AS individual, home.id AS household
