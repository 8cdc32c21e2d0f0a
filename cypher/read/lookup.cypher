// Purpose: who is behind an identifier: by the records that carry it, and by itself where it is a cookie or device. What is
// only guessed does not count.
// Parameters: $p.key, $p.limit: most records and individuals, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden
// Returns: hub, individuals: [{id, household, said}], households, records, found: how many records carry it
MATCH (x:Identifier {key: $p.key})
CALL (x) {
  MATCH (x)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]-(c:Customer)
  WITH c ORDER BY c.id
  RETURN collect(c.id) AS records
}
CALL (x) {
  CALL (x) {
    MATCH (x)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]-(:Customer)-[:IDENTIFIES]->(i:Individual)
    RETURN i
    UNION
    MATCH (x)-[own:IDENTIFIES]->(i:Individual)
    WHERE own.probability IS NULL
    RETURN i
  }
  WITH i ORDER BY i.id
  RETURN collect(i) AS people
}
CALL (x, people) {
  UNWIND people + [x] AS n
  MATCH (n)-[member:MEMBER_OF]->(h:Household)
  WHERE member.probability IS NULL
  RETURN collect(DISTINCT h.id) AS households
}
CALL (people) {
  UNWIND people[0..$p.limit] AS i
  OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
  // Include: parts/consents
  WITH i, h, said ORDER BY i.id
  RETURN collect({id: i.id, household: h.id, said: said}) AS individuals
}
RETURN coalesce(x.hub, false) AS hub, individuals, households, records[0..$p.limit] AS records, size(records) AS found
