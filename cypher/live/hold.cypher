// Purpose: put records aside for a steward: they wait until everything is resolved, and stay as they were until then.
// Parameters: $p.ids, $p.mark, $p.why
// Returns: nothing
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
SET c:Pending:HeldBack, c.touched = $p.mark, c.held = $p.why
WITH c
WITH [(c)-[:IDENTIFIES]->(i:Individual) | i] AS touched
// Include: parts/forget
