// Purpose: which records joined an individual when, and which IDs were merged into it.
// Parameters: $p.id, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden
// Returns: id, since, records: [{id, since}], retired: [{id, into, at}], said
MATCH (:Individual {id: $p.id})-[:MERGED_INTO*0..]->(i:Individual)
WHERE NOT i:Retired
WITH i LIMIT 1
// Include: parts/consents
CALL (i) {
  MATCH (i)<-[joined:IDENTIFIES]-(c:Customer)
  WITH c, joined ORDER BY joined.since, c.id
  RETURN collect({id: c.id, since: toString(joined.since)}) AS records, min(joined.since) AS since
}
CALL (i) {
  MATCH (i)<-[:MERGED_INTO*0..]-(into:Individual)<-[merged:MERGED_INTO]-(old:Individual)
  WITH DISTINCT old, merged, into ORDER BY merged.at DESC, old.id
  RETURN collect({id: old.id, into: into.id, at: toString(merged.at)}) AS retired
}
RETURN i.id AS id, toString(since) AS since, records, retired, said
