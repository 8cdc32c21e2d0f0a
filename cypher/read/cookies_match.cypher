// Purpose: who signed in with each of these cookies, and what was said about the purpose: of the cookie itself, and of
// everybody it is linked to. Of a cookie nobody signed in with, whose it may be: the guess, and what the one it points
// at, or all of their household, said. A cookie never seen gives no row.
// Parameters: $p.keys, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden
// Returns: key, individual, household, people: how many individuals signed in, probability, statements, linked: [said],
// guess: {individual, household, probability, household_probability, basis, evidence, people: [{id, said}]} or null
UNWIND $p.keys AS key
MATCH (x:Identifier {key: key})
OPTIONAL MATCH (x)-[own:IDENTIFIES]->(theirs:Individual)
WHERE own.probability IS NULL
OPTIONAL MATCH (x)-[in_home:MEMBER_OF]->(shared:Household)
WHERE in_home.probability IS NULL
CALL (x) {
  OPTIONAL MATCH (x)<-[:USES_COOKIE]-(:Customer)-[:IDENTIFIES]->(user:Individual)
  RETURN collect(DISTINCT user) AS users
}
CALL (x, theirs) {
  OPTIONAL MATCH (x)<-[:USES_COOKIE]-(c:Customer)-[:IDENTIFIES]->(theirs)
  OPTIONAL MATCH (c)-[m:MATCHES {accepted: true}]-(:Customer)
  RETURN max(CASE WHEN theirs.size = 1 THEN 1.0 ELSE m.probability END) AS probability
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
CALL (x, users) {
  UNWIND users + [(x)-[:IDENTIFIES]->(any:Individual) | any] AS i
  WITH DISTINCT i
// Include: parts/consents
  RETURN collect(said) AS linked
}
CALL (likely, likely_home) {
  UNWIND [likely] + [(likely_home)<-[:MEMBER_OF]-(member:Individual) | member] AS i
  WITH DISTINCT i WHERE i IS NOT NULL
// Include: parts/consents
  RETURN collect({id: i.id, said: said}) AS guessed
}
OPTIONAL MATCH (theirs)-[:MEMBER_OF]->(home:Household)
RETURN key, theirs.id AS individual, coalesce(home.id, shared.id) AS household, size(users) AS people, probability, linked,
  [(x)-[:HAS_CONSENT]->(s:Consent) WHERE $p.asks AND s.purpose = $p.purpose |
   [s.id, s.channel, s.status, s.at.epochSeconds, s.confirmed.epochSeconds]] AS statements,
  CASE WHEN m IS NOT NULL OR g IS NOT NULL THEN
    {individual: likely.id, probability: m.probability, household: coalesce(likely_home.id, of_likely.id),
     household_probability: g.probability, basis: coalesce(m.basis, g.basis),
     evidence: coalesce(m.evidence, g.evidence), people: guessed} END AS guess
