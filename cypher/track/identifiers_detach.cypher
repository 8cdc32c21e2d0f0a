// Purpose: part records from the identifiers they no longer have, and remove those that nothing points to now. Cookies
//          and devices stay: that somebody signed in there remains true. The lock comes before the look: somebody else
//          may be connecting the same identifier.
// Parameters: $p.rows: [{id, keys}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|HAS_ID|CLAIMS]->(i:Identifier)
WHERE NOT i.key IN row.keys AND NOT i:Cookie AND NOT i:Device
DELETE r
WITH DISTINCT i
SET i.value = i.value
WITH i
WHERE NOT EXISTS { (i)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|CLAIMS]-() }
  AND NOT EXISTS { (i)-[:SEEN_ON|HAS_CONSENT]-() } AND i.blocked IS NULL
DETACH DELETE i
