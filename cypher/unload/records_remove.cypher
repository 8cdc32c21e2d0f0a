// Purpose: remove records, with what they said before and what loads brought to them.
// Parameters: $p.ids
// Returns: nothing
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
WITH c, [(c)-[:IDENTIFIES]->(i:Individual) | i] AS touched
// Include: parts/forget
CALL (c) {
  MATCH (c)-[:WAS|SEEN_IN]->(kept:FormerRecord|Sightings)
  DETACH DELETE kept
}
DETACH DELETE c
