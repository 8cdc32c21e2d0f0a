// Purpose: MATCHES edges whose evidence or standing changed.
// Parameters: $p.rows: [{a, b, properties: map}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (a:Customer {id: row.a})-[m:MATCHES]->(b:Customer {id: row.b})
SET m = row.properties, m.at = datetime()
