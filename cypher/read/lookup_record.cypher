// Purpose: who is behind a source record.
// Parameters: $p.id
// Returns: hub, individuals, households, records, found: always 1
MATCH (c:Customer {id: $p.id})
OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
RETURN false AS hub, collect(i.id) AS individuals, collect(h.id) AS households, [c.id] AS records, 1 AS found
