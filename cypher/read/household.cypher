// Purpose: a household, or the successor of a retired one: its people, where they live, what they share, and why they
// are held to live together.
// Parameters: $p.id
// Returns: id, name, size, since, members, addresses, devices, why, totals
MATCH (:Household {id: $p.id})-[:MERGED_INTO*0..]->(h:Household)
WHERE NOT h:Retired
WITH h LIMIT 1
CALL (h) {
  MATCH (h)<-[joined:MEMBER_OF]-(i:Individual)
  WITH i, joined ORDER BY i.id
  RETURN collect({id: i.id, name: i.name, records: i.size, since: toString(joined.since)}) AS members,
         toString(min(joined.since)) AS since
}
CALL (h) {
  MATCH (h)<-[:MEMBER_OF]-(i:Individual)<-[:IDENTIFIES]-(:Customer)-[lives:LIVES_AT]->(x:Address)
  WITH x, collect(DISTINCT i.id) AS members, collect(DISTINCT lives.unit) AS units, max(lives.last_seen) AS last_seen
  ORDER BY size(members) DESC, last_seen DESC, x.key
  RETURN collect({key: x.key, value: x.value, units: units, members: members, last_seen: toString(last_seen),
                  hub: coalesce(x.hub, false)}) AS addresses
}
CALL (h) {
  MATCH (h)<-[shared:MEMBER_OF]-(x:Identifier)
  WHERE shared.probability IS NULL
  WITH x ORDER BY x.last_seen DESC, x.key
  RETURN collect({key: x.key, kind: CASE WHEN x:Device THEN 'device' ELSE 'cookie' END, value: x.value,
                  user_agent: x.user_agent, first_seen: toString(x.first_seen),
                  last_seen: toString(x.last_seen)}) AS devices
}
CALL (h) {
  MATCH (h)<-[:MEMBER_OF]-(ia:Individual)<-[:IDENTIFIES]-(a:Customer)-[s:SHARES_HOME]->(b:Customer)
  MATCH (b)-[:IDENTIFIES]->(ib:Individual)
  WITH a, b, s, ia, ib ORDER BY s.weight DESC, a.id, b.id LIMIT 200
  RETURN collect(s {a: a.id, b: b.id, individual_a: ia.id, individual_b: ib.id, .weight, .probability, .evidence,
                    .model, at: toString(s.at)}) AS why
}
CALL (h) {
  MATCH (h)<-[:MEMBER_OF]-(:Individual)<-[:IDENTIFIES]-(c:Customer)
  RETURN count(c) AS records, count(DISTINCT c.source) AS sources
}
CALL (h) {
  CALL (h) {
    MATCH (h)<-[:MEMBER_OF]-(:Individual)<-[:IDENTIFIES]-(:Customer)-[:HAS_EMAIL|HAS_PHONE|USES_COOKIE|USES_DEVICE]->(x)
    WHERE x.hub IS NULL
    RETURN x
    UNION
    MATCH (h)<-[:MEMBER_OF]-(:Individual)<-[own:IDENTIFIES]-(x:Identifier)
    WHERE own.probability IS NULL
    RETURN x
    UNION
    MATCH (h)<-[shared:MEMBER_OF]-(x:Identifier)
    WHERE shared.probability IS NULL
    RETURN x
  }
  RETURN {emails: count(CASE WHEN x:Email THEN 1 END), phones: count(CASE WHEN x:Phone THEN 1 END),
          cookies: count(CASE WHEN x:Cookie THEN 1 END), devices: count(CASE WHEN x:Device THEN 1 END)} AS reach
}
RETURN h.id AS id, h.name AS name, size(members) AS size, since, members, addresses, devices, why,
       reach {.*, members: size(members), records: records, sources: sources} AS totals
