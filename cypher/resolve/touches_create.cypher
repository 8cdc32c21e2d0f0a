// Purpose: new TOUCHES edges.
// Parameters: $p.rows: [{a, b}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (a:Customer {id: row.a})
MATCH (b:Customer {id: row.b})
MERGE (a)-[:TOUCHES]->(b)
