// Purpose: part known records from the identifiers they no longer have, and remove those that nothing points to now.
//          What cookies and devices were seen, consents and claims are evidence of their own and stay, and so does where visits
//          show that they signed in, whatever a file says later. The lock comes before the look: somebody else may be
//          connecting the same identifier.
// Parameters: $p.rows: [{props: {id}, keys}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(i:Identifier)
WHERE NOT i.key IN row.keys AND NOT EXISTS { (c)-[:SEEN_IN]->(:Sightings)-[:SEEN_WITH]->(i) }
DELETE r
WITH DISTINCT i
SET i.value = i.value
WITH i
// Include: parts/left_alone
WITH i
WHERE NOT EXISTS { (i)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|CLAIMS]-() }
  AND NOT EXISTS { (i)-[:SEEN_ON|HAS_CONSENT]-() } AND i.blocked IS NULL AND i.hours IS NULL
DETACH DELETE i
