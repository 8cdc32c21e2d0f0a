// Purpose: let records wait to be resolved, each time under another mark: who resolves them meanwhile sees that it came late.
// Parameters: $p.ids, $p.mark: begins with 'decided ' where a steward decided about them
// Returns: waiting: how many of them are there
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
SET c:Pending, c.touched = $p.mark
WITH c
CALL (c) {
  WITH [(c)-[:IDENTIFIES]->(i:Individual) | i] AS touched
  // Include: parts/forget
}
RETURN count(c) AS waiting
