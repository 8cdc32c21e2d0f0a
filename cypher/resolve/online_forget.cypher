// Purpose: suggestions that the evidence no longer gives.
// Parameters: $p.rows: [{a, b}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (x:Identifier {key: row.a})-[m:MATCHES]->(:Identifier {key: row.b})
DELETE m
