// Purpose: what records are found by from now on; they no longer wait.
// Parameters: $p.rows: [{id, keys, content, carries, called}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})
SET c.keys = row.keys, c.content = row.content, c.carries = row.carries, c.called = row.called, c.touched = null, c.held = null
REMOVE c:Pending:HeldBack
WITH c
WITH [(c)-[:IDENTIFIES]->(i:Individual) | i] AS touched
// Include: parts/forget
