// Purpose: who signed in with each of these cookies, and the latest consent statement for a purpose: the cookie's own,
// and its individual's by any identifier that is theirs alone. A cookie never seen gives no row.
// Parameters: $p.keys, $p.purpose
// Returns: key, individual, household, people: how many individuals signed in, probability, consents: [status, status]
UNWIND $p.keys AS key
MATCH (x:Identifier {key: key})
OPTIONAL MATCH (x)-[:IDENTIFIES]->(i:Individual)
CALL (x) {
  OPTIONAL MATCH (x)<-[:USES_COOKIE]-(:Customer)-[:IDENTIFIES]->(user:Individual)
  RETURN count(DISTINCT user) AS people
}
CALL (x, i) {
  OPTIONAL MATCH (x)<-[:USES_COOKIE]-(c:Customer)-[:IDENTIFIES]->(i)
  OPTIONAL MATCH (c)-[m:MATCHES {accepted: true}]-(:Customer)
  RETURN max(CASE WHEN i.size = 1 THEN 1.0 ELSE m.probability END) AS probability
}
CALL (x) {
  OPTIONAL MATCH (x)-[:HAS_CONSENT]->(s:Consent {purpose: $p.purpose})
  WITH s ORDER BY s.at DESC, s.status = 'granted' LIMIT 1
  RETURN s.status AS own
}
CALL (i) {
  OPTIONAL MATCH (i)<-[:IDENTIFIES]-(:Customer)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(y:Identifier)
  WHERE y.hub IS NULL
  OPTIONAL MATCH (y)-[:HAS_CONSENT]->(s:Consent {purpose: $p.purpose})
  WITH s WHERE s IS NOT NULL
  WITH s ORDER BY s.at DESC, s.status = 'granted' LIMIT 1
  RETURN collect(s.status) AS theirs
}
OPTIONAL MATCH (i)-[:MEMBER_OF]->(home:Household)
OPTIONAL MATCH (x)-[:MEMBER_OF]->(shared:Household)
RETURN key, i.id AS individual, coalesce(home.id, shared.id) AS household, people, probability, theirs + [own] AS consents
