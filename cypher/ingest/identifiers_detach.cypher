// Purpose: part known records from the identifiers they no longer have, and remove those that nothing points to now.
//          What cookies and devices were seen, consents and claims are evidence of their own and stay, and so does where visits
//          show that they signed in, whatever a file says later. The lock comes before the look: somebody else may be
//          connecting the same identifier. Whoever is alone on a cookie or device now waits: what others share with them is what
//          they are found by.
// Parameters: $p.rows: [{props: {id}, keys}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(i:Identifier)
WHERE NOT i.key IN row.keys AND NOT EXISTS { (c)-[:SEEN_IN]->(:Sightings)-[:SEEN_WITH]->(i) }
DELETE r
WITH DISTINCT i
SET i.value = i.value
WITH i
CALL (i) {
  MATCH (i)<-[:USES_COOKIE|USES_DEVICE]-(other)
  WITH collect(other) AS others
  UNWIND CASE WHEN size(others) = 1 THEN others ELSE [] END AS other
  SET other:Pending, other.touched = randomUUID()
}
WITH i
WHERE NOT EXISTS { (i)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|CLAIMS]-() }
  AND NOT EXISTS { (i)-[:SEEN_ON|HAS_CONSENT]-() } AND i.blocked IS NULL AND i.hours IS NULL
DETACH DELETE i
