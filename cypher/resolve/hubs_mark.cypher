// Purpose: mark or unmark hubs. Nobody is forgotten where that is so already.
// Parameters: $p.rows: [{key, hub: true or null}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (x:Identifier {key: row.key})
WHERE (x.hub IS NULL) = (row.hub IS NOT NULL)
SET x.hub = row.hub
WITH x
WITH [(x)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]-(:Customer)-[:IDENTIFIES]->(i:Individual) | i] AS touched
// Include: parts/forget
