// Purpose: the cookies and devices of a person: their own, their household's, those others use as well, and guesses:
// anonymous ones that may be theirs, or their household's.
// Parameters: $p.id, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden
// Returns: id, household, said, devices: [{key, kind, value, user_agent, first_seen, last_seen, whose, records, seen_on,
// guess, statements}]
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
ORDER BY guess IS NOT NULL, x.last_seen DESC, x.key
RETURN i.id AS id, h.id AS household, said,
  collect(CASE WHEN x IS NOT NULL THEN
          {key: x.key, kind: CASE WHEN x:Device THEN 'device' ELSE 'cookie' END, value: x.value,
           user_agent: x.user_agent, first_seen: toString(x.first_seen), last_seen: toString(x.last_seen),
           whose: whose, records: records, seen_on: seen_on, guess: guess,
           statements: [(x)-[:HAS_CONSENT]->(s:Consent) WHERE $p.asks AND s.purpose = $p.purpose |
             [s.id, s.channel, s.status, s.at.epochSeconds, s.confirmed.epochSeconds]]} END) AS devices
