// Purpose: everybody with their contact points of one kind, and whether they may be reached by them. Of whom it is remembered
// what they allow, that, and the contact points that a grant covers, if there is one; of others all, and what tells it. What
// names the records as well, where a grant may not cover all of them.
// Parameters: $p.label: of the contact points, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted
// people are hidden, $p.rules, $p.place and $p.at: what must be remembered
// Returns: id, name, household, contacts: [[key, value, IDs of who else uses a cookie or device]], known, said, cards: null where
// the name may be told as it is, shown: the records that a grant covers, where these are remembered, people: [{id, known, said}]: who
// else uses one
// Scans: an audience is drawn from everybody there is
MATCH (i:Individual)
WHERE NOT i:Retired
// Include: parts/answer
CALL (i, known) {
  WITH i WHERE known IS NULL
  // Include: parts/consents
  RETURN head(collect(said)) AS said
}
CALL (i, known) {
  WITH i WHERE known IS NULL OR known = 1
  MATCH (i)<-[r:IDENTIFIES]-(c:Customer)
  WITH c, known, r.covers[$p.place] AS covered
  OPTIONAL MATCH (c)-[u:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE]->(x:Identifier)
  WHERE $p.label IN labels(x) AND x.hub IS NULL AND x.blocked IS NULL
    AND (known IS NULL OR CASE WHEN x:Cookie OR x:Device THEN u.covers[$p.place] ELSE covered END)
  RETURN collect(DISTINCT x) AS points,
         count(CASE WHEN covered THEN null ELSE c END) > 0 AS partly
}
CALL (i, known, partly) {
  WITH i WHERE known IS NULL OR (known = 1 AND partly)
  // Include: parts/cards
  RETURN head(collect(cards)) AS cards
}
CALL (i, points) {
  UNWIND CASE WHEN $p.label IN ['Cookie', 'Device'] THEN points ELSE [] END AS x
  MATCH (x)<-[:USES_COOKIE|USES_DEVICE]-(:Customer)-[:IDENTIFIES]->(other:Individual)
  WHERE other <> i
  RETURN collect(DISTINCT [x.key, other]) AS also
}
CALL (also) {
  UNWIND also AS one
  WITH DISTINCT one[1] AS i
  // Include: parts/answer
  CALL (i, known) {
    WITH i WHERE known IS NULL
    // Include: parts/consents
    RETURN head(collect(said)) AS said
  }
  RETURN collect({id: i.id, known: known, said: said}) AS people
}
WITH *, [x IN points | [x.key, x.value, [one IN also WHERE one[0] = x.key | one[1].id]]] AS contacts
RETURN i.id AS id, people, CASE WHEN known > 1 THEN null ELSE i.name END AS name,
  head([(i)-[:MEMBER_OF]->(h:Household) | h.id]) AS household, known, said, contacts, cards,
  [(i)<-[r:IDENTIFIES]-(c:Customer) WHERE known = 1 AND partly AND r.covers[$p.place] | c.id] AS shown
