// Entries of a map about a source record `c`, of which `all` are its properties: what it says, in the order of $p.columns, what it is
// found by and whether it says something else since, and what a steward blocked of it. What somebody with a public write key claims is no evidence.
record: c.id, born: all.born, seen_at: coalesce(all.said_at, all.seen_at).epochMillis, mark: coalesce(all.touched, all.load_id),
values: CASE WHEN all.claimed THEN [k IN $p.columns | CASE WHEN k STARTS WITH 'std_' THEN null ELSE all[k] END]
             ELSE [k IN $p.columns | all[k]] END,
keys: all.keys, content: all.content, carries: all.carries, called: all.called, waits: c:Pending,
blocked: [(c)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(x:Identifier) WHERE x.blocked | x.key]
