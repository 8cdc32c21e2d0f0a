// Purpose: which identifiers of these records a steward blocked.
// Parameters: $p.ids
// Returns: key
UNWIND $p.ids AS id
MATCH (:Customer {id: id})-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(x:Identifier)
WHERE x.blocked
RETURN DISTINCT x.key AS key
