// Purpose: Which emails, phones, addresses and devices are shared by most people, and which of them are hubs:
//          shared by so many that they count as evidence for nobody?
// Parameters: none; edit the first line
// Returns: identifier, hub, people, households, records
WITH 2 AS from_people
MATCH (x:Identifier)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]-(c:Customer)
MATCH (c)-[:IDENTIFIES]->(i:Individual)-[:MEMBER_OF]->(h:Household)
WITH from_people, x, count(DISTINCT i) AS people, count(DISTINCT h) AS households, count(DISTINCT c) AS records
WHERE people >= from_people
RETURN x.key AS identifier, coalesce(x.hub, false) AS hub, people, households, records
ORDER BY people DESC, identifier
LIMIT 50
