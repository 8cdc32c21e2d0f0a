// Purpose: hubs and blocks that are like any other again.
// Parameters: $p.rows: [{token}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (b:Block {token: row.token})
DELETE b
