// Purpose: what records are found by from now on; those that did not change meanwhile no longer wait.
// Parameters: $p.rows: [{id, keys, content, carries, called, mark}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})
SET c.keys = row.keys, c.content = row.content, c.carries = row.carries, c.called = row.called
WITH c, row
FOREACH (_ IN CASE WHEN coalesce(c.touched, c.load_id, '') = coalesce(row.mark, '') THEN [1] ELSE [] END |
  SET c.touched = null, c.held = null, c.held_under = null
  REMOVE c:Pending:HeldBack)
WITH c
WITH [(c)-[:IDENTIFIES]->(i:Individual) | i] AS touched
// Include: parts/forget
