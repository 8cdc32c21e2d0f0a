// Purpose: new MATCHES edges.
// Parameters: $p.rows: [{a, b, properties: map}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (a:Customer {id: row.a})
MATCH (b:Customer {id: row.b})
CREATE (a)-[m:MATCHES]->(b)
SET m = row.properties, m.at = datetime()
