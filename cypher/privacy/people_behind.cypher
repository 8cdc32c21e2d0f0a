// Purpose: whose an identifier is. Nothing is held back: who asks acts for privacy.
// Parameters: $p.key
// Returns: individuals: IDs, records: how many carry it or claim to
MATCH (x:Identifier {key: $p.key})
CALL (x) {
  CALL (x) {
    MATCH (x)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]-(:Customer)-[:IDENTIFIES]->(i:Individual)
    RETURN i.id AS id
    UNION
    MATCH (x)-[own:IDENTIFIES]->(i:Individual)
    WHERE own.probability IS NULL
    RETURN i.id AS id
  }
  WITH id ORDER BY id
  RETURN collect(id) AS individuals
}
RETURN individuals, COUNT { (x)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|CLAIMS]-() } AS records
