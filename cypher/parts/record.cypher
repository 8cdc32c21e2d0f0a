// A source record `c`, as much of it as matching needs: what it says, in the order of $p.columns, what it is found by, which of
// the values that it carries are hubs, who it is held to be, whether it is held back, what a steward blocked of it, whether it
// signed in anywhere, and what that says of who lives together, by $p.nights. What somebody with a public write key claims is no evidence.
OPTIONAL MATCH (c)-[:FROM]->(s:Source)
WITH c, s, properties(c) AS all, coalesce(c.claimed, false) AS claimed
RETURN collect({record: c.id, born: all.born, seen_at: coalesce(all.said_at, all.seen_at).epochMillis, trust: s.trust,
  deduplicated_in: CASE WHEN s.deduplicated THEN s.name END, mark: coalesce(all.touched, all.load_id),
  values: CASE WHEN claimed THEN [k IN $p.columns | CASE WHEN k STARTS WITH 'std_' THEN null ELSE all[k] END]
               ELSE [k IN $p.columns | all[k]] END,
  keys: all.keys, content: all.content, carries: all.carries, called: all.called,
  over: COLLECT { UNWIND split(all.carries, ' ') AS token MATCH (b:Block {token: token}) RETURN b {.token, .most, .key} },
  held: CASE WHEN c:HeldBack THEN {name: coalesce(c.held_under, c.touched), why: c.held} END,
  individual: head([(c)-[:IDENTIFIES]->(i:Individual) | i.id]),
  blocked: [(c)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(x:Identifier) WHERE x.blocked | x.key],
  signs_in: EXISTS { (c)-[:USES_COOKIE|USES_DEVICE]->(:Cookie|Device) },
  visits: COLLECT {
    MATCH (c)-[:USES_COOKIE|USES_DEVICE]->(x:Cookie|Device)
    // Include: parts/signed_in_on
    RETURN {record: c.id, label: label, value: value, ips: ips}
  }}) AS rows
