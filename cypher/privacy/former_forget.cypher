// Purpose: what records said before of their cookies and devices, from now on.
// Parameters: $p.rows: [{id, said: a null removes}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (f:FormerRecord {id: row.id})
SET f += row.said
