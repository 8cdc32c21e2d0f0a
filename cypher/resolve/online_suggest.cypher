// Purpose: new suggestions, and those whose evidence changed. None where somebody known signed in meanwhile, which took away
//          what was suggested. The lock comes before the look: somebody may be about to.
// Parameters: $p.rows: [{a, b, properties}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (x:Identifier {key: row.a})
SET x.value = x.value
WITH row, x
WHERE NOT EXISTS { (x)<-[:USES_COOKIE|USES_DEVICE]-(:Customer)-[:IDENTIFIES]->(:Individual) }
MATCH (other:Identifier {key: row.b})
MERGE (x)-[m:MATCHES]->(other)
SET m = row.properties, m.at = datetime()
