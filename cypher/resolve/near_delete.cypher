// Purpose: NEAR edges that the evidence no longer gives.
// Parameters: $p.rows: [{a, b}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (a:Individual {id: row.a})-[n:NEAR]->(b:Individual {id: row.b})
DELETE n
