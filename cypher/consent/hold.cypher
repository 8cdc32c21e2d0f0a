// Purpose: hold people, cookies, everybody whom these are linked to, and the identifiers around all of them, until the
// transaction ends: whoever states something, or changes a link, is done before or begins after it. Identifiers come first,
// as everywhere; setting a property takes the lock.
// Parameters: $p.people: IDs, $p.cookies: keys
// Returns: keys: of the identifiers held
CALL () {
  UNWIND $p.people AS id
  MATCH (i:Individual {id: id})
  RETURN i
  UNION
  UNWIND $p.cookies AS key
  MATCH (:Identifier {key: key})<-[:USES_COOKIE]-(:Customer)-[:IDENTIFIES]->(i:Individual)
  RETURN i
  UNION
  UNWIND $p.cookies AS key
  MATCH (:Identifier {key: key})-[:IDENTIFIES]->(i:Individual)
  RETURN i
}
WITH collect(i) AS people
CALL (people) {
  UNWIND people AS i
  MATCH (i)<-[:IDENTIFIES]-(:Customer)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(x:Identifier)
  WHERE x.hub IS NULL AND x.blocked IS NULL
  RETURN x
  UNION
  UNWIND people AS i
  MATCH (i)<-[:IDENTIFIES]-(x:Identifier)
  RETURN x
  UNION
  UNWIND $p.cookies AS key
  MATCH (x:Identifier {key: key})
  RETURN x
}
WITH people, x ORDER BY x.key
SET x.value = x.value
WITH people, collect(x.key) AS keys
CALL (people) {
  UNWIND people AS i
  WITH i ORDER BY i.id
  SET i.id = i.id
}
RETURN keys
