// Purpose: the cookies and devices of a person: their own, their household's, those others use as well, and guesses:
// anonymous ones that may be theirs, or their household's. And what those allow whose they are, or may be, as well.
// Parameters: $p.id, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden, $p.rules,
// $p.place and $p.at: what must be remembered
// Returns: id, household, said, devices: [{key, kind, value, user_agent, first_seen, last_seen, whose, records, seen_on,
// guess, statements, others: IDs of who signed in there as well, of a guess of whom they live with}], people: [{id, known, said}]: the others
MATCH (:Individual {id: $p.id})-[:MERGED_INTO*0..]->(i:Individual)
WHERE NOT i:Retired
WITH i LIMIT 1
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
// Include: parts/consents
OPTIONAL CALL (i, h) {
  MATCH (i)<-[own:IDENTIFIES]-(x:Identifier)
  WHERE own.probability IS NULL
  RETURN x, 'own' AS whose, null AS guess
  UNION
  MATCH (h)<-[shared:MEMBER_OF]-(x:Identifier)
  WHERE shared.probability IS NULL
  RETURN x, 'household' AS whose, null AS guess
  UNION
  MATCH (i)<-[:IDENTIFIES]-(:Customer)-[:USES_COOKIE|USES_DEVICE]->(x:Identifier)
  WHERE NOT (x)-[:IDENTIFIES]->(i) AND NOT (x)-[:MEMBER_OF]->(h)
  RETURN x, 'shared' AS whose, null AS guess
  UNION
  MATCH (i)<-[known:IDENTIFIES]-(:Identifier)<-[m:MATCHES]-(x:Identifier)
  WHERE known.probability IS NULL
  WITH x, m ORDER BY m.probability DESC
  WITH x, head(collect(m)) AS m
  RETURN x, 'guess' AS whose, m {.probability, .basis, .evidence} AS guess
  UNION
  MATCH (h)<-[g:MEMBER_OF]-(x:Identifier)
  WHERE g.probability IS NOT NULL AND NOT EXISTS { (x)-[:MATCHES]->(:Identifier)-[:IDENTIFIES]->(i) }
  RETURN x, 'household guess' AS whose, g {.probability, .basis, .evidence} AS guess
}
OPTIONAL MATCH (i)<-[:IDENTIFIES]-(c:Customer)-[:USES_COOKIE|USES_DEVICE]->(x)
OPTIONAL MATCH (x)-[:SEEN_ON]->(d:Device)
WITH i, h, said, x, whose, guess, collect(DISTINCT c.id) AS records, collect(DISTINCT d.key) AS seen_on
WITH i, h, said, x, whose, guess, records, seen_on, CASE
  WHEN guess IS NOT NULL THEN COLLECT { MATCH (h)<-[:MEMBER_OF]-(other:Individual) WHERE other <> i RETURN other }
  WHEN x.hub IS NULL AND x.blocked IS NULL THEN COLLECT {
    MATCH (x)<-[:USES_COOKIE|USES_DEVICE]-(:Customer)-[:IDENTIFIES]->(other:Individual) WHERE other <> i RETURN DISTINCT other }
  ELSE [] END AS others
ORDER BY guess IS NOT NULL, x.last_seen DESC, x.key
WITH i, h, said, collect(others) AS every, collect(CASE WHEN x IS NOT NULL THEN
  {key: x.key, kind: CASE WHEN x:Device THEN 'device' ELSE 'cookie' END, value: x.value,
   user_agent: x.user_agent, first_seen: toString(x.first_seen), last_seen: toString(x.last_seen),
   whose: whose, records: records, seen_on: seen_on, guess: guess, others: [other IN others | other.id],
   statements: [(x)-[:HAS_CONSENT]->(s:Consent) WHERE $p.asks AND s.purpose = $p.purpose |
     [s.id, s.channel, s.status, s.at.epochSeconds, s.confirmed.epochSeconds]]} END) AS devices
CALL (every) {
  UNWIND every AS others
  UNWIND others AS i
  WITH DISTINCT i
  // Include: parts/answer
  CALL (i, known) {
    WITH i WHERE known IS NULL
    // Include: parts/consents
    RETURN head(collect(said)) AS said
  }
  RETURN collect({id: i.id, known: known, said: said}) AS people
}
RETURN i.id AS id, h.id AS household, said, devices, people
