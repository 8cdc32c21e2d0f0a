// Purpose: remember nothing of some people and cookies that something is remembered of.
// Parameters: $p.most: how many
// Returns: forgotten: how many
// Scans: whatever is remembered
CALL () {
  MATCH (n:Individual) WHERE n.may_until IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Cookie) WHERE n.may_until IS NOT NULL RETURN n
}
WITH n LIMIT toInteger($p.most)
REMOVE n.may_until
RETURN count(n) AS forgotten
