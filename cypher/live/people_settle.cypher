// Purpose: what individuals are found by from now on.
// Parameters: $p.rows: [{id, keys, building}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (i:Individual {id: row.id})
SET i.keys = row.keys, i.building = row.building
