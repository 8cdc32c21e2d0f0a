// Purpose: individuals none of whose records is left.
// Parameters: $p.rows: [{id}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (i:Individual {id: row.id})
WITH i, [i] AS touched
// Include: parts/forget
DETACH DELETE i
