// Purpose: new suggestions, and those whose evidence changed.
// Parameters: $p.rows: [{a, b, properties}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (x:Identifier {key: row.a})
MATCH (other:Identifier {key: row.b})
MERGE (x)-[m:MATCHES]->(other)
SET m = row.properties, m.at = datetime()
