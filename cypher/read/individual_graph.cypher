// Purpose: the household around an individual as nodes and edges to draw, with near misses: records that were compared
// with theirs and refused. The individual and its own records come first, so a cut never loses them.
// Parameters: $p.id, $p.limit: most nodes, $p.purpose, $p.asks: whether it needs consent: then no near misses, $p.hides: whether
// restricted people are hidden
// Returns: centre, nodes: [{id, kind, key, name, hub}], edges: [{id, source, target, kind, weight, probability, accepted,
// reason, evidence}], truncated, people: [{id, name, said, cards}]. A record and an identifier may have one key, so the `id` of records is marked
MATCH (:Individual {id: $p.id})-[:MERGED_INTO*0..]->(i:Individual)
WHERE NOT i:Retired
WITH i LIMIT 1
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
OPTIONAL MATCH (h)<-[:MEMBER_OF]-(other:Individual)
WHERE other <> i
WITH i, h, other ORDER BY other.id
WITH i, h, [i] + collect(other) AS people
CALL (people) {
  UNWIND range(0, size(people) - 1) AS place
  WITH people[place] AS person, place
  MATCH (person)<-[:IDENTIFIES]-(c:Customer)
  WITH c, place ORDER BY place, c.id LIMIT $p.limit
  RETURN collect(c) AS records
}
CALL (records) {
  UNWIND records AS c
  MATCH (c)-[m:MATCHES]-(near:Customer)
  WHERE NOT near IN records AND NOT $p.asks
  OPTIONAL MATCH (near)-[:IDENTIFIES]->(of:Individual)
  WITH m, near, of
  WHERE NOT $p.hides OR near.restricted IS NULL AND NOT EXISTS { (of)<-[:IDENTIFIES]-(theirs:Customer) WHERE theirs.restricted }
  WITH near, of, max(m.weight) AS weight ORDER BY weight DESC, near.id LIMIT 10
  RETURN collect(near) + collect(DISTINCT of) AS strangers
}
CALL (people) {
  UNWIND people AS i
  // Include: parts/consents
  // Include: parts/cards
  RETURN collect({id: i.id, name: i.name, said: said, cards: cards}) AS asked
}
CALL (h, people, records) {
  UNWIND people + records + [h] AS n
  MATCH (n)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|IDENTIFIES|MEMBER_OF]-(x:Identifier)
  WITH DISTINCT x ORDER BY x.key LIMIT $p.limit
  RETURN collect(x) AS identifiers
}
WITH i, asked, people[0..1] + [n IN [h] WHERE n IS NOT NULL] + people[1..] + records + strangers + identifiers AS every
WITH i, asked, every[0..$p.limit] AS drawn, size(every) > $p.limit AS truncated
CALL (drawn) {
  UNWIND drawn AS n
  MATCH (n)-[r]->(m)
  WHERE m IN drawn
  WITH r, [x IN [n, m] | CASE WHEN x:Customer THEN 'record ' + x.id ELSE coalesce(x.id, x.key) END] AS ends
  ORDER BY ends[0], type(r), ends[1]
  RETURN collect({id: ends[0] + ' ' + type(r) + ' ' + ends[1], source: ends[0], target: ends[1], kind: type(r),
                  weight: r.weight, probability: r.probability, accepted: r.accepted, reason: r.reason,
                  evidence: r.evidence}) AS edges
}
RETURN i.id AS centre, edges, truncated, asked AS people,
  [n IN drawn | {id: CASE WHEN n:Customer THEN 'record ' + n.id ELSE coalesce(n.id, n.key) END,
                 kind: head([l IN labels(n) WHERE NOT l IN ['Identifier', 'Retired']]), key: coalesce(n.id, n.key),
                 name: coalesce(n.name, n.value, n.id), hub: coalesce(n.hub, false)}] AS nodes
