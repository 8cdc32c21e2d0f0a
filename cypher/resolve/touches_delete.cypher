// Purpose: TOUCHES edges that the evidence no longer gives.
// Parameters: $p.rows: [{a, b}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (a:Customer {id: row.a})-[t:TOUCHES]->(b:Customer {id: row.b})
DELETE t
