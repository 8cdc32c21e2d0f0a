// Purpose: SHARES_HOME edges that the evidence no longer gives.
// Parameters: $p.rows: [{a, b}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (a:Customer {id: row.a})-[m:SHARES_HOME]->(b:Customer {id: row.b})
DELETE m
