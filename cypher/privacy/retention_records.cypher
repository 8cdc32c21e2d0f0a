// Purpose: of these records those whose people have not acted for long: no record of theirs changed, they signed in nowhere,
//          and said neither yes nor no to anything.
// Parameters: $p.ids, $p.before
// Returns: id, source, born, individual, last: when they last acted, restricted: kept although it is due
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
WHERE c.seen_at < $p.before
OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
CALL (c, i) {
  CALL (c, i) {
    RETURN c AS own
    UNION
    MATCH (i)<-[:IDENTIFIES]-(own:Customer)
    RETURN own
  }
  OPTIONAL MATCH (own)-[carries:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(x:Identifier)
  WHERE x.hub IS NULL
  OPTIONAL MATCH (x)-[:HAS_CONSENT]->(k:Consent)
  RETURN max(own.seen_at) AS changed, max(coalesce(k.confirmed, k.at)) AS said, coalesce(max(own.restricted), false) AS restricted,
         max(CASE WHEN carries:USES_COOKIE OR carries:USES_DEVICE THEN carries.last_seen END) AS signed_in
}
CALL (i) {
  OPTIONAL MATCH (i)<-[own:IDENTIFIES]-(x:Identifier)
  WHERE own.probability IS NULL
  RETURN max(x.last_seen) AS seen
}
WITH c, i, restricted, reduce(last = changed, at IN [said, signed_in, seen] | CASE WHEN at > last THEN at ELSE last END) AS last
WHERE last < $p.before
RETURN c.id AS id, c.source AS source, c.born AS born, i.id AS individual, last, restricted
