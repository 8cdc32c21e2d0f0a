// Purpose: an individual, or the successor of a retired one, as far as erasing needs it: records, household, former IDs.
// Parameters: $p.id
// Returns: id, household, records: [{id, source, born, waits: to be resolved anew}], retired
MATCH (:Individual {id: $p.id})-[:MERGED_INTO*0..]->(i:Individual)
WHERE NOT i:Retired
WITH i LIMIT 1
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
CALL (i) {
  MATCH (i)<-[:IDENTIFIES]-(c:Customer)
  WITH c ORDER BY c.id
  RETURN collect(c {.id, .source, .born, waits: c:Pending}) AS records
}
CALL (i) {
  MATCH (i)<-[:MERGED_INTO*1..]-(old:Individual)
  WITH DISTINCT old ORDER BY old.id
  RETURN collect(old.id) AS retired
}
RETURN i.id AS id, h.id AS household, records, retired
