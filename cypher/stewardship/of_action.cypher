// Purpose: the pairs about which one act of a steward gave verdicts that still stand.
// Parameters: $p.action
// Returns: a, b
CALL () {
  MATCH (a:Customer)-[v:MUST_LINK]->(b:Customer)
  USING INDEX v:MUST_LINK(action)
  WHERE v.action = $p.action
  RETURN a, b
  UNION ALL
  MATCH (a:Customer)-[v:CANNOT_LINK]->(b:Customer)
  USING INDEX v:CANNOT_LINK(action)
  WHERE v.action = $p.action
  RETURN a, b
}
RETURN a.id AS a, b.id AS b
