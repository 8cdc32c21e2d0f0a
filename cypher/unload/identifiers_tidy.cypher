// Purpose: remove those of these identifiers that nothing speaks of any more. The lock comes before the look: somebody may be
//          about to.
// Parameters: $p.keys
// Returns: removed: how many
UNWIND $p.keys AS key
MATCH (x:Identifier {key: key})
SET x.value = x.value
WITH x
WHERE NOT EXISTS { (x)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|CLAIMS|SEEN_WITH]-() }
  AND NOT EXISTS { (x)-[:SEEN_ON|HAS_CONSENT|SEEN_IN]-() } AND x.blocked IS NULL AND x.hours IS NULL
DETACH DELETE x
RETURN count(*) AS removed
