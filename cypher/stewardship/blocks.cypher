// Purpose: identifiers that stewards blocked.
// Parameters: none
// Returns: key, by, at, reason, records: how many carry it
MATCH (x:Identifier)
USING INDEX x:Identifier(blocked)
WHERE x.blocked = true
RETURN x.key AS key, x.blocked_by AS by, toString(x.blocked_at) AS at, x.blocked_reason AS reason,
       COUNT { (x)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]-() } AS records
ORDER BY key
