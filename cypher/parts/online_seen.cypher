// What new events say of one cookie or device: takes `row` as `ingest/online_seen` has it, and `$p.nights`. Leaves `n`,
// where the addresses used at home are others now, with `c`: each record that signed in there. Setting a property takes the
// lock, before the lists are read. All that is known is read at once, and written at once: each property by itself is looked
// for among all that the node has. Lists begin with what was seen later, `a`; of `b` they have what is not in `a`.
WITH row, datetime.fromEpoch(row.first[0], row.first[1]) AS first, datetime.fromEpoch(row.last[0], row.last[1]) AS last
MERGE (n:Identifier {key: row.key})
ON CREATE SET n:$(row.label), n.value = row.value, n.first_seen = first, n.last_seen = first
ON MATCH SET n.value = n.value
WITH n, row, first, last, properties(n) AS was
WITH n, row, first, last, was, coalesce(last >= was.last_seen, true) AS newer
WITH n, row, first, last, was, newer, CASE WHEN newer THEN row ELSE was END AS a, CASE WHEN newer THEN was ELSE row END AS b
WITH n, row, first, last, was, newer, a, b, coalesce(a.ips, []) AS a_ips, coalesce(b.ips, []) AS b_ips,
  coalesce(a.places, []) AS a_places, coalesce(b.places, []) AS b_places
WITH n, row, first, last, was, newer, a, b, a_ips, b_ips, a_places, b_places,
  [at IN range(0, size(b_ips) - 1) WHERE NOT b_ips[at] IN a_ips] AS other_ips,
  [at IN range(0, size(b_places) - 1) WHERE NOT b_places[at] IN a_places] AS other_places
WITH n, row, first, last, was, newer, a, b, a_places, b_places, other_places,
  (a_ips + [at IN other_ips | b_ips[at]])[..20] AS ips,
  ([at IN range(0, size(a_ips) - 1) |
      a.ip_days[at] + coalesce(head([also IN range(0, size(b_ips) - 1) WHERE b_ips[also] = a_ips[at] | b.ip_days[also]]), 0)]
    + [at IN other_ips | b.ip_days[at]])[..20] AS days,
  ([at IN range(0, size(a_ips) - 1) |
      a.ip_nights[at] + coalesce(head([also IN range(0, size(b_ips) - 1) WHERE b_ips[also] = a_ips[at] | b.ip_nights[also]]), 0)]
    + [at IN other_ips | b.ip_nights[at]])[..20] AS nights
SET n += {
  user_agent: coalesce(a.user_agent, b.user_agent),
  first_seen: CASE WHEN was.first_seen <= first THEN was.first_seen ELSE first END,
  last_seen: CASE WHEN newer THEN last ELSE was.last_seen END,
  events: coalesce(was.events, []) + row.events,
  hours: reduce(hours = coalesce(was.hours, [at IN range(0, 23) | 0]), one IN row.hours |
    hours[..one[0]] + [hours[one[0]] + one[1]] + hours[one[0] + 1..]),
  ips: ips, ip_days: days, ip_nights: nights,
  places: (a_places + [at IN other_places | b_places[at]])[..20],
  place_counts: ([at IN range(0, size(a_places) - 1) |
      a.place_counts[at] + coalesce(head([also IN range(0, size(b_places) - 1) WHERE b_places[also] = a_places[at] | b.place_counts[also]]), 0)]
    + [at IN other_places | b.place_counts[at]])[..20]
}
WITH n, [at IN range(0, size(coalesce(was.ips, [])) - 1) WHERE was.ip_nights[at] >= $p.nights AND was.ip_nights[at] > was.ip_days[at] | was.ips[at]] AS homes,
  [at IN range(0, size(ips) - 1) WHERE nights[at] >= $p.nights AND nights[at] > days[at] | ips[at]] AS homes_now
WHERE size(homes) <> size(homes_now) OR any(ip IN homes WHERE NOT ip IN homes_now)
MATCH (c:Customer)-[:USES_COOKIE|USES_DEVICE]->(n)
