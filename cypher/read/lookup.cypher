// Purpose: who is behind an identifier.
// Parameters: $p.key, $p.limit: most records
// Returns: hub, individuals, households, records, found: how many records carry it
MATCH (x:Identifier {key: $p.key})
CALL (x) {
  MATCH (x)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]-(c:Customer)
  OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
  OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
  WITH c, i, h ORDER BY c.id
  RETURN collect(DISTINCT c.id) AS records, collect(DISTINCT i.id) AS individuals,
         collect(DISTINCT h.id) AS households
}
RETURN coalesce(x.hub, false) AS hub, individuals[0..$p.limit] AS individuals, households[0..$p.limit] AS households,
       records[0..$p.limit] AS records, size(records) AS found
