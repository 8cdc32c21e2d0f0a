// Purpose: who belongs to whom now, as the feed has it: records of individuals, individuals of households.
// Parameters: none
// Returns: kind, member, id
// Scans: what the feed says is compared with all that there is
MATCH (c:Customer)-[:IDENTIFIES]->(i:Individual)
RETURN 'individual' AS kind, c.born AS member, i.id AS id
UNION ALL
MATCH (i:Individual)-[:MEMBER_OF]->(h:Household)
RETURN 'household' AS kind, i.id AS member, h.id AS id
