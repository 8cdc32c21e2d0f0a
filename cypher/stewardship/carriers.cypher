// Purpose: the records that carry an identifier.
// Parameters: $p.key
// Returns: record
MATCH (:Identifier {key: $p.key})<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]-(c:Customer)
RETURN c.id AS record
