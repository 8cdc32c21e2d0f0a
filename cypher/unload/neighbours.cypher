// Purpose: records whose people may change with these: tied to them, in one individual with them, or carrying a hub they carry.
// Parameters: $p.ids
// Returns: record
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
CALL (c) {
  MATCH (c)-[:MATCHES|SHARES_HOME|MUST_LINK|CANNOT_LINK]-(other:Customer)
  RETURN other
  UNION
  MATCH (c)-[:IDENTIFIES]->(:Individual)<-[:IDENTIFIES]-(other:Customer)
  RETURN other
  UNION
  MATCH (c)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(x:Identifier {hub: true})
  MATCH (x)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]-(other:Customer)
  RETURN other
}
RETURN DISTINCT other.id AS record
