// Purpose: who is behind a source record.
// Parameters: $p.id, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden
// Returns: hub, individuals: [{id, household, said}], households, records, found: always 1
MATCH (c:Customer {id: $p.id})
OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
// Include: parts/consents
RETURN false AS hub, collect(CASE WHEN i IS NOT NULL THEN {id: i.id, household: h.id, said: said} END) AS individuals, collect(h.id) AS households, [c.id] AS records, 1 AS found
