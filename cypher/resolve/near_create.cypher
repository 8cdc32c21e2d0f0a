// Purpose: new NEAR edges.
// Parameters: $p.rows: [{a, b}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (a:Individual {id: row.a})
MATCH (b:Individual {id: row.b})
MERGE (a)-[:NEAR]->(b)
