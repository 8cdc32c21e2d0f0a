// Purpose: the cookies and devices of a person: their own, their household's, and those others use as well.
// Parameters: $p.id
// Returns: id, household, devices: [{key, kind, value, user_agent, first_seen, last_seen, whose, records, seen_on}]
MATCH (:Individual {id: $p.id})-[:MERGED_INTO*0..]->(i:Individual)
WHERE NOT i:Retired
WITH i LIMIT 1
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
OPTIONAL CALL (i, h) {
  MATCH (i)<-[:IDENTIFIES]-(x:Identifier)
  RETURN x
  UNION
  MATCH (h)<-[:MEMBER_OF]-(x:Identifier)
  RETURN x
  UNION
  MATCH (i)<-[:IDENTIFIES]-(:Customer)-[:USES_COOKIE|USES_DEVICE]->(x:Identifier)
  RETURN x
}
OPTIONAL MATCH (i)<-[:IDENTIFIES]-(c:Customer)-[:USES_COOKIE|USES_DEVICE]->(x)
OPTIONAL MATCH (x)-[:SEEN_ON]->(d:Device)
WITH i, h, x, collect(DISTINCT c.id) AS records, collect(DISTINCT d.key) AS seen_on,
  CASE WHEN EXISTS { (x)-[:IDENTIFIES]->(i) } THEN 'own'
       WHEN EXISTS { (x)-[:MEMBER_OF]->(h) } THEN 'household'
       ELSE 'shared' END AS whose
ORDER BY x.last_seen DESC, x.key
RETURN i.id AS id, h.id AS household,
  collect(CASE WHEN x IS NOT NULL THEN
          {key: x.key, kind: CASE WHEN x:Device THEN 'device' ELSE 'cookie' END, value: x.value,
           user_agent: x.user_agent, first_seen: toString(x.first_seen), last_seen: toString(x.last_seen),
           whose: whose, records: records, seen_on: seen_on} END) AS devices
