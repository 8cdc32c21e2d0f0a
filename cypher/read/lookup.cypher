// Purpose: who is behind an identifier: by the records that carry it, and by itself where it is a cookie or device. What is
// only guessed does not count. Of whom it is remembered what they allow, that, and which of the records and whether the
// identifier a grant covers; of others what tells it.
// Parameters: $p.key, $p.limit: most records and individuals, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether
// restricted people are hidden, $p.rules, $p.place and $p.at: what must be remembered
// Returns: hub, individuals: [{id, household, known, shown, said}], households, records, found: how many records carry it
MATCH (x:Identifier {key: $p.key})
CALL (x) {
  MATCH (x)<-[u:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]-(c:Customer)
  OPTIONAL MATCH (c)-[r:IDENTIFIES]->(i:Individual)
  WITH c, i, r.covers[$p.place] AS covers, CASE WHEN x:Cookie OR x:Device THEN u.covers ELSE r.covers END AS carrier
  ORDER BY c.id
  RETURN collect({record: c.id, person: i, covered: covers, carried: carrier[$p.place]}) AS carriers
}
CALL (x) {
  OPTIONAL MATCH (x)-[own:IDENTIFIES]->(i:Individual)
  WHERE own.probability IS NULL
  RETURN collect({person: i, carried: own.covers[$p.place]}) AS own
}
CALL (carriers, own) {
  UNWIND carriers + own AS one
  WITH DISTINCT one.person AS i
  WHERE i IS NOT NULL
  WITH i ORDER BY i.id
  RETURN collect(i) AS people
}
CALL (x, people) {
  UNWIND people + [x] AS n
  MATCH (n)-[member:MEMBER_OF]->(h:Household)
  WHERE member.probability IS NULL
  RETURN collect(DISTINCT h.id) AS households
}
CALL (x, people, carriers, own) {
  UNWIND people[0..$p.limit] AS i
  OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
  // Include: parts/answer
  CALL (i, known) {
    WITH i WHERE known IS NULL
    // Include: parts/consents
    RETURN head(collect(said)) AS said
  }
  WITH i, h, known, said, CASE WHEN known IS NULL THEN [] ELSE
    [one IN carriers WHERE one.person = i AND one.covered | one.record] +
    CASE WHEN x.hub IS NULL AND x.blocked IS NULL AND any(one IN carriers + own WHERE one.person = i AND one.carried)
         THEN [x.key] ELSE [] END END AS shown
  ORDER BY i.id
  RETURN collect({id: i.id, household: h.id, known: known, shown: shown, said: said}) AS individuals
}
RETURN coalesce(x.hub, false) AS hub, individuals, households, [one IN carriers[0..$p.limit] | one.record] AS records,
       size(carriers) AS found
