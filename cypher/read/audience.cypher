// Purpose: everybody with their contact points of one kind, and whether they may be reached by them. Of whom it is remembered
// what they allow, that, and the contact points that a grant covers, if there is one; of others all, and what tells it.
// Parameters: $p.label: of the contact points, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted
// people are hidden, $p.rules, $p.place and $p.at: what must be remembered
// Returns: id, name, household, contacts: [[key, value]], known, said
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
  MATCH (i)<-[r:IDENTIFIES]-(:Customer)-[u:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE]->(x:Identifier)
  WHERE $p.label IN labels(x) AND x.hub IS NULL AND x.blocked IS NULL
    AND (known IS NULL OR CASE WHEN x:Cookie OR x:Device THEN u.covers ELSE r.covers END[$p.place])
  RETURN collect(DISTINCT [x.key, x.value]) AS contacts
}
RETURN i.id AS id, CASE WHEN known > 1 THEN null ELSE i.name END AS name,
  head([(i)-[:MEMBER_OF]->(h:Household) | h.id]) AS household, known, said, contacts
