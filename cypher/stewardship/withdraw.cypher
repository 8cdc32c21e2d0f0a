// Purpose: take back what stewards said about pairs of records.
// Parameters: $p.rows: [{a, b}]
// Returns: a, b: where something was taken back
UNWIND $p.rows AS row
MATCH (a:Customer {id: row.a})-[v:MUST_LINK|CANNOT_LINK]-(b:Customer {id: row.b})
DELETE v
RETURN row.a AS a, row.b AS b
