// Purpose: let an identifier count again, and forget it where it was only there to be blocked. What points at it is kept, even if
//          that is no evidence.
// Parameters: $p.key
// Returns: key: where it was blocked
MATCH (x:Identifier {key: $p.key})
WHERE x.blocked
REMOVE x.blocked, x.blocked_by, x.blocked_at, x.blocked_reason
WITH x, x.key AS key
CALL (x) {
  WITH x
  WHERE NOT EXISTS { (x)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|CLAIMS]-() }
    AND NOT EXISTS { (x)-[:SEEN_ON|HAS_CONSENT]-() } AND x.hours IS NULL
  DETACH DELETE x
}
RETURN key
