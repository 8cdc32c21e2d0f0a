// Purpose: some source records: as much of them as matching needs, what they are found by, who they are held to be, what a
//          steward blocked of theirs, and where they signed in, with the IP addresses used there at home. What somebody
//          with a public write key claims is no evidence.
// Parameters: $p.ids, $p.columns: property names, $p.nights: visits by night that make an address a home
// Returns: record, born, seen_at, trust, deduplicated_in, mark, values: in the order of $p.columns, keys, content, carries,
//          called, individual, blocked, visits
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
OPTIONAL MATCH (c)-[:FROM]->(s:Source)
RETURN c.id AS record, c.born AS born, coalesce(c.said_at, c.seen_at).epochMillis AS seen_at, s.trust AS trust,
  CASE WHEN s.deduplicated THEN s.name END AS deduplicated_in, coalesce(c.touched, c.load_id) AS mark,
  [k IN $p.columns | CASE WHEN c.claimed AND k STARTS WITH 'std_' THEN null ELSE c[k] END] AS values,
  c.keys AS keys, c.content AS content, c.carries AS carries, c.called AS called,
  head([(c)-[:IDENTIFIES]->(i:Individual) | i.id]) AS individual,
  [(c)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(x:Identifier) WHERE x.blocked | x.key] AS blocked,
  [(c)-[:USES_COOKIE|USES_DEVICE]->(x:Cookie|Device) | {
    record: c.id, label: CASE WHEN x:Cookie THEN 'cookie' ELSE 'device' END, value: x.value,
    ips: [at IN range(0, size(coalesce(x.ips, [])) - 1)
          WHERE x.ip_nights[at] >= $p.nights AND x.ip_nights[at] > x.ip_days[at] | x.ips[at]]}] AS visits
