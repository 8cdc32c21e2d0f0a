// Purpose: what records say of their cookies and devices from now on.
// Parameters: $p.rows: [{id, said: a null removes}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})
SET c += row.said
