// Purpose: households none of whose people is left.
// Parameters: $p.rows: [{id}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (h:Household {id: row.id})
DETACH DELETE h
