// Purpose: put records aside for a steward: they wait until everything is resolved, and stay as they were until then.
// Parameters: $p.ids, $p.mark, $p.why, $p.held: what others are held back under, if these join them; a hold of their own is
//             named by its mark
// Returns: nothing
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
SET c:Pending:HeldBack, c.touched = $p.mark, c.held = $p.why, c.held_under = coalesce($p.held, $p.mark)
WITH c
WITH [(c)-[:IDENTIFIES]->(i:Individual) | i] AS touched
// Include: parts/forget
