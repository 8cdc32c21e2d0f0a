// Purpose: a household, or the successor of a retired one: its people, where they live, what they share, and why they
// are held to live together. Who of them may be shown for the purpose, whoever reads this decides by `said`.
// Parameters: $p.id, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden
// Returns: id, name, members: [{.., said, cards}], records: [{individual, record, source}], lives: [{key, value, hub, individual,
// unit, last_seen}], devices: [{.., statements}], why, reach: [{individual, or null where it is shared, key, kind}]
MATCH (:Household {id: $p.id})-[:MERGED_INTO*0..]->(h:Household)
WHERE NOT h:Retired
WITH h LIMIT 1
CALL (h) {
  MATCH (h)<-[joined:MEMBER_OF]-(i:Individual)
// Include: parts/consents
// Include: parts/cards
  WITH i, joined, said, cards ORDER BY i.id
  RETURN collect({id: i.id, name: i.name, since: toString(joined.since), said: said, cards: cards}) AS members
}
CALL (h) {
  MATCH (h)<-[:MEMBER_OF]-(i:Individual)<-[:IDENTIFIES]-(c:Customer)
  RETURN collect({individual: i.id, record: c.id, source: c.source}) AS records
}
CALL (h) {
  MATCH (h)<-[:MEMBER_OF]-(i:Individual)<-[:IDENTIFIES]-(:Customer)-[lives:LIVES_AT]->(x:Address)
  WITH i, x, lives ORDER BY i.id, lives.unit
  RETURN collect({key: x.key, value: x.value, hub: coalesce(x.hub, false), individual: i.id, unit: lives.unit,
                  last_seen: toString(lives.last_seen)}) AS lives
}
CALL (h) {
  MATCH (h)<-[shared:MEMBER_OF]-(x:Identifier)
  WHERE shared.probability IS NULL
  WITH x ORDER BY x.last_seen DESC, x.key
  RETURN collect({key: x.key, kind: CASE WHEN x:Device THEN 'device' ELSE 'cookie' END, value: x.value,
                  user_agent: x.user_agent, first_seen: toString(x.first_seen), last_seen: toString(x.last_seen),
                  statements: [(x)-[:HAS_CONSENT]->(s:Consent) WHERE $p.asks AND s.purpose = $p.purpose |
                    [s.id, s.channel, s.status, s.at.epochSeconds, s.confirmed.epochSeconds]]}) AS devices
}
CALL (h) {
  MATCH (h)<-[:MEMBER_OF]-(ia:Individual)<-[:IDENTIFIES]-(a:Customer)-[s:SHARES_HOME]->(b:Customer)
  MATCH (b)-[:IDENTIFIES]->(ib:Individual)
  WITH a, b, s, ia, ib ORDER BY s.weight DESC, a.id, b.id LIMIT 200
  RETURN collect(s {a: a.id, b: b.id, individual_a: ia.id, individual_b: ib.id, .weight, .probability, .evidence,
                    .model, at: toString(s.at)}) AS why
}
CALL (h) {
  CALL (h) {
    MATCH (h)<-[:MEMBER_OF]-(i:Individual)<-[:IDENTIFIES]-(:Customer)-[:HAS_EMAIL|HAS_PHONE|USES_COOKIE|USES_DEVICE]->(x)
    WHERE x.hub IS NULL
    RETURN i.id AS individual, x
    UNION
    MATCH (h)<-[:MEMBER_OF]-(i:Individual)<-[own:IDENTIFIES]-(x:Identifier)
    WHERE own.probability IS NULL
    RETURN i.id AS individual, x
    UNION
    MATCH (h)<-[shared:MEMBER_OF]-(x:Identifier)
    WHERE shared.probability IS NULL
    RETURN null AS individual, x
  }
  RETURN collect({individual: individual, key: x.key,
    kind: CASE WHEN x:Email THEN 'emails' WHEN x:Phone THEN 'phones' WHEN x:Cookie THEN 'cookies' ELSE 'devices' END}) AS reach
}
RETURN h.id AS id, h.name AS name, members, records, lives, devices, why, reach
