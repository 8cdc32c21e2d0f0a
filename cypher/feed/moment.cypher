// Purpose: the last commit of the feed up to a number or a time.
// Parameters: $p.seq: null to go by time, $p.at
// Returns: last: the number of its last entry, at; nothing where the feed began later
CALL () {
  MATCH (c:Change)
  WHERE $p.seq IS NOT NULL AND c.seq <= $p.seq
  RETURN c ORDER BY c.seq DESC LIMIT 1
  UNION
  MATCH (c:Change)
  WHERE $p.seq IS NULL AND c.at <= $p.at
  RETURN c ORDER BY c.at DESC LIMIT 1
}
RETURN c.last AS last, toString(c.at) AS at
