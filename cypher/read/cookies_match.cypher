// Purpose: who signed in with each of these cookies, and the latest consent statement for a purpose: the cookie's own,
// and its individual's by any identifier that is theirs alone. Of a cookie nobody signed in with, whose it may be: the
// guess, and what its individual (or all of its household) said. A cookie never seen gives no row.
// Parameters: $p.keys, $p.purpose
// Returns: key, individual, household, people: how many individuals signed in, probability, consents: [status, status],
// guess: {individual, household, probability, household_probability, basis, evidence, consents} or null
UNWIND $p.keys AS key
MATCH (x:Identifier {key: key})
OPTIONAL MATCH (x)-[own:IDENTIFIES]->(i:Individual)
WHERE own.probability IS NULL
OPTIONAL MATCH (x)-[in_home:MEMBER_OF]->(shared:Household)
WHERE in_home.probability IS NULL
CALL (x) {
  OPTIONAL MATCH (x)<-[:USES_COOKIE]-(:Customer)-[:IDENTIFIES]->(user:Individual)
  RETURN count(DISTINCT user) AS people
}
CALL (x, i) {
  OPTIONAL MATCH (x)<-[:USES_COOKIE]-(c:Customer)-[:IDENTIFIES]->(i)
  OPTIONAL MATCH (c)-[m:MATCHES {accepted: true}]-(:Customer)
  RETURN max(CASE WHEN i.size = 1 THEN 1.0 ELSE m.probability END) AS probability
}
CALL (x) {
  OPTIONAL MATCH (x)-[m:MATCHES]->(:Identifier)-[known:IDENTIFIES]->(likely:Individual)
  WHERE known.probability IS NULL
  WITH m, likely ORDER BY m.probability DESC, likely.id LIMIT 1
  RETURN m, likely
}
OPTIONAL MATCH (x)-[g:MEMBER_OF]->(likely_home:Household)
WHERE g.probability IS NOT NULL
OPTIONAL MATCH (likely)-[:MEMBER_OF]->(of_likely:Household)
CALL (x) {
  OPTIONAL MATCH (x)-[:HAS_CONSENT]->(s:Consent {purpose: $p.purpose})
  WITH s ORDER BY s.at DESC, s.status = 'granted' LIMIT 1
  RETURN s.status AS own_status
}
CALL (i, likely, likely_home) {
  OPTIONAL MATCH (likely_home)<-[:MEMBER_OF]-(member:Individual)
  WITH i, likely, collect(member) AS members
  UNWIND [i, likely] + members AS said
  WITH DISTINCT i, said WHERE said IS NOT NULL
  MATCH (said)<-[:IDENTIFIES]-(:Customer)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(y:Identifier)
  WHERE y.hub IS NULL
  MATCH (y)-[:HAS_CONSENT]->(s:Consent {purpose: $p.purpose})
  WITH i, said, s ORDER BY s.at DESC, s.status = 'granted'
  WITH i, said, head(collect(s.status)) AS latest
  RETURN collect(CASE WHEN said = i THEN latest END) AS theirs, collect(CASE WHEN i IS NULL THEN latest END) AS guessed
}
OPTIONAL MATCH (i)-[:MEMBER_OF]->(home:Household)
RETURN key, i.id AS individual, coalesce(home.id, shared.id) AS household, people, probability,
  theirs + [own_status] AS consents,
  CASE WHEN m IS NOT NULL OR g IS NOT NULL THEN
    {individual: likely.id, probability: m.probability, household: coalesce(likely_home.id, of_likely.id),
     household_probability: g.probability, basis: coalesce(m.basis, g.basis),
     evidence: coalesce(m.evidence, g.evidence), consents: guessed} END AS guess
