// Purpose: everything about a person that has a date, newest first.
// Parameters: $p.id, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden
// Returns: id, acts: [{at, act, what, detail}], said
MATCH (:Individual {id: $p.id})-[:MERGED_INTO*0..]->(i:Individual)
WHERE NOT i:Retired
WITH i LIMIT 1
// Include: parts/consents
CALL (i) {
  MATCH (i)<-[:IDENTIFIES]-(c:Customer)
  RETURN c.seen_at AS at, 'record seen' AS act, c.id AS what, c.source AS detail
  UNION
  MATCH (i)<-[own:IDENTIFIES]-(x:Identifier)
  WHERE own.probability IS NULL
  UNWIND [[x.first_seen, 'first seen'], [x.last_seen, 'last seen']] AS seen
  RETURN seen[0] AS at, CASE WHEN x:Device THEN 'device ' ELSE 'cookie ' END + seen[1] AS act, x.key AS what,
         x.user_agent AS detail
  UNION
  MATCH (i)<-[:IDENTIFIES]-(:Customer)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(x:Identifier)
  MATCH (x)-[:HAS_CONSENT]->(s:Consent)
  WHERE x.hub IS NULL
  RETURN s.at AS at, 'consent ' + s.status AS act, x.key AS what, s.purpose + ' by ' + s.channel AS detail
  UNION
  MATCH (i)<-[merged:MERGED_INTO]-(old:Individual)
  RETURN merged.at AS at, 'individual merged' AS act, old.id AS what, null AS detail
}
WITH i, said, at, act, what, detail ORDER BY at DESC, act, what
RETURN i.id AS id, said, collect({at: toString(at), act: act, what: what, detail: detail}) AS acts
