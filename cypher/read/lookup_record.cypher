// Purpose: who is behind a source record.
// Parameters: $p.id, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden, $p.rules,
// $p.place and $p.at: what must be remembered
// Returns: hub, individuals: [{id, household, known, shown, said}], households, records, found: always 1
MATCH (c:Customer {id: $p.id})
OPTIONAL MATCH (c)-[r:IDENTIFIES]->(i:Individual)
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
// Include: parts/answer
CALL (i, known) {
  WITH i WHERE known IS NULL
  // Include: parts/consents
  RETURN head(collect(said)) AS said
}
RETURN false AS hub, [c.id] AS records, 1 AS found, collect(h.id) AS households,
       collect(CASE WHEN i IS NOT NULL THEN {id: i.id, household: h.id, known: known, said: said,
                    shown: CASE WHEN r.covers[$p.place] THEN [c.id] ELSE [] END} END) AS individuals
