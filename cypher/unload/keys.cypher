// Purpose: the identifiers that records carry.
// Parameters: $p.ids
// Returns: key
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(x:Identifier)
RETURN DISTINCT x.key AS key
