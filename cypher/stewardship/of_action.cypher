// Purpose: the pairs about which one act of a steward gave verdicts that still stand.
// Parameters: $p.action
// Returns: a, b
MATCH (a)-[v:MUST_LINK|CANNOT_LINK {action: $p.action}]->(b)
RETURN a.id AS a, b.id AS b
