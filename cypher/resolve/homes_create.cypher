// Purpose: new SHARES_HOME edges. MERGE, as a commit whose answer was lost is tried again.
// Parameters: $p.rows: [{a, b, properties: map}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (a:Customer {id: row.a})
MATCH (b:Customer {id: row.b})
MERGE (a)-[m:SHARES_HOME]->(b)
SET m = row.properties, m.at = datetime()
