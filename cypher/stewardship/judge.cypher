// Purpose: keep verdicts, with who gave them, when and why, on one edge per pair from the smaller ID to the larger.
// Parameters: $p.rows: [{a, b, must}], $p.by, $p.reason, $p.action: what the verdicts of one act have in common,
//             $p.named: the IDs that a verdict was asked for by, sorted, or null
// Returns: nothing
UNWIND $p.rows AS row
MATCH (a:Customer {id: row.a})
MATCH (b:Customer {id: row.b})
FOREACH (_ IN CASE WHEN row.must THEN [1] ELSE [] END |
  CREATE (a)-[:MUST_LINK {by: $p.by, at: datetime(), reason: $p.reason, action: $p.action, named: $p.named}]->(b))
FOREACH (_ IN CASE WHEN row.must THEN [] ELSE [1] END |
  CREATE (a)-[:CANNOT_LINK {by: $p.by, at: datetime(), reason: $p.reason, action: $p.action, named: $p.named}]->(b))
