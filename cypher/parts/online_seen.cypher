// What new events say of one cookie or device: takes `row` as `ingest/online_seen` has it, and `$p.nights`. Leaves `n`,
// where the addresses used at home are others now, with `c`: each record that signed in there. Setting a property takes the
// lock, before the lists are read. All that is known is read at once, and written at once: each property by itself is looked
// for among all that the node has.
WITH row, datetime(row.first) AS first, datetime(row.last) AS last
MERGE (n:Identifier {key: row.key})
ON CREATE SET n:$(row.label), n.value = row.value, n.first_seen = first, n.last_seen = first
ON MATCH SET n.value = n.value
WITH n, row, first, last, properties(n) AS was
WITH n, row, first, last, was, coalesce(last >= was.last_seen, true) AS newer, coalesce(was.ips, []) AS ips, coalesce(was.places, []) AS places,
  was.ip_days AS days, was.ip_nights AS nights, was.place_counts AS counts
WITH n, row, first, last, was, newer, ips, places, days, nights, counts,
  CASE WHEN newer THEN row.ips + [ip IN ips WHERE NOT ip IN row.ips]
       ELSE ips + [ip IN row.ips WHERE NOT ip IN ips] END[..20] AS all_ips,
  CASE WHEN newer THEN row.places + [place IN places WHERE NOT place IN row.places]
       ELSE places + [place IN row.places WHERE NOT place IN places] END[..20] AS all_places
WITH n, row, first, last, was, newer, ips, places, days, nights, counts, all_ips, all_places,
  [ip IN all_ips |
    coalesce([at IN range(0, size(ips) - 1) WHERE ips[at] = ip | days[at]][0], 0)
    + coalesce([at IN range(0, size(row.ips) - 1) WHERE row.ips[at] = ip | row.ip_days[at]][0], 0)] AS all_days,
  [ip IN all_ips |
    coalesce([at IN range(0, size(ips) - 1) WHERE ips[at] = ip | nights[at]][0], 0)
    + coalesce([at IN range(0, size(row.ips) - 1) WHERE row.ips[at] = ip | row.ip_nights[at]][0], 0)] AS all_nights
SET n += {
  user_agent: CASE WHEN newer THEN coalesce(row.user_agent, was.user_agent) ELSE coalesce(was.user_agent, row.user_agent) END,
  first_seen: CASE WHEN was.first_seen <= first THEN was.first_seen ELSE first END,
  last_seen: CASE WHEN newer THEN last ELSE was.last_seen END,
  events: coalesce(was.events, []) + row.events,
  hours: [hour IN range(0, 23) | coalesce(was.hours[hour], 0) + row.hours[hour]],
  ips: all_ips, ip_days: all_days, ip_nights: all_nights,
  places: all_places, place_counts: [place IN all_places |
    coalesce([at IN range(0, size(places) - 1) WHERE places[at] = place | counts[at]][0], 0)
    + coalesce([at IN range(0, size(row.places) - 1) WHERE row.places[at] = place | row.place_counts[at]][0], 0)]
}
WITH n, [at IN range(0, size(ips) - 1) WHERE nights[at] >= $p.nights AND nights[at] > days[at] | ips[at]] AS homes,
  [at IN range(0, size(all_ips) - 1) WHERE all_nights[at] >= $p.nights AND all_nights[at] > all_days[at] | all_ips[at]] AS homes_now
WHERE size(homes) <> size(homes_now) OR any(ip IN homes WHERE NOT ip IN homes_now)
MATCH (c:Customer)-[:USES_COOKIE|USES_DEVICE]->(n)
