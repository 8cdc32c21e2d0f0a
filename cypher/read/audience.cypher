// Purpose: everybody with their contact points of one kind, and what tells whether they may be reached by them.
// Parameters: $p.label: of the contact points, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted
// people are hidden
// Returns: id, name, household, contacts: [[key, value]], said
// Scans: an audience is drawn from everybody there is
MATCH (i:Individual)
WHERE NOT i:Retired
// Include: parts/consents
RETURN i.id AS id, i.name AS name, head([(i)-[:MEMBER_OF]->(h:Household) | h.id]) AS household, said,
  [(i)<-[:IDENTIFIES]-(:Customer)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE]->(x:Identifier)
   WHERE $p.label IN labels(x) AND x.hub IS NULL AND x.blocked IS NULL | [x.key, x.value]] AS contacts
