// What new events say of one cookie or device: takes `row` as `ingest/online_seen` has it, and `$p.nights`. Leaves `n`,
// where the addresses used at home are others now, with `c`: each record that signed in there. Setting a property takes the
// lock, before the lists are read.
WITH row, datetime(row.first) AS first, datetime(row.last) AS last
MERGE (n:Identifier {key: row.key})
ON CREATE SET n:$(row.label), n.value = row.value, n.first_seen = first, n.last_seen = first
ON MATCH SET n.value = n.value
WITH n, row, first, last, last >= n.last_seen AS newer, coalesce(n.ips, []) AS ips, coalesce(n.places, []) AS places,
  n.ip_days AS days, n.ip_nights AS nights, n.place_counts AS counts, coalesce(n.hours, []) AS hours
WITH n, row, first, last, newer, ips, places, days, nights, counts, hours,
  [at IN range(0, size(ips) - 1) WHERE nights[at] >= $p.nights AND nights[at] > days[at] | ips[at]] AS homes,
  CASE WHEN newer THEN row.ips + [ip IN ips WHERE NOT ip IN row.ips]
       ELSE ips + [ip IN row.ips WHERE NOT ip IN ips] END[..20] AS all_ips,
  CASE WHEN newer THEN row.places + [place IN places WHERE NOT place IN row.places]
       ELSE places + [place IN row.places WHERE NOT place IN places] END[..20] AS all_places
SET n.user_agent = CASE WHEN newer THEN coalesce(row.user_agent, n.user_agent) ELSE coalesce(n.user_agent, row.user_agent) END,
    n.first_seen = CASE WHEN first < n.first_seen THEN first ELSE n.first_seen END,
    n.last_seen = CASE WHEN newer THEN last ELSE n.last_seen END,
    n.events = coalesce(n.events, []) + row.events,
    n.hours = [hour IN range(0, 23) | coalesce(hours[hour], 0) + row.hours[hour]],
    n.ip_days = [ip IN all_ips |
      coalesce([at IN range(0, size(ips) - 1) WHERE ips[at] = ip | days[at]][0], 0)
      + coalesce([at IN range(0, size(row.ips) - 1) WHERE row.ips[at] = ip | row.ip_days[at]][0], 0)],
    n.ip_nights = [ip IN all_ips |
      coalesce([at IN range(0, size(ips) - 1) WHERE ips[at] = ip | nights[at]][0], 0)
      + coalesce([at IN range(0, size(row.ips) - 1) WHERE row.ips[at] = ip | row.ip_nights[at]][0], 0)],
    n.place_counts = [place IN all_places |
      coalesce([at IN range(0, size(places) - 1) WHERE places[at] = place | counts[at]][0], 0)
      + coalesce([at IN range(0, size(row.places) - 1) WHERE row.places[at] = place | row.place_counts[at]][0], 0)],
    n.ips = all_ips, n.places = all_places
WITH n, homes, [at IN range(0, size(all_ips) - 1)
                WHERE n.ip_nights[at] >= $p.nights AND n.ip_nights[at] > n.ip_days[at] | all_ips[at]] AS homes_now
WHERE size(homes) <> size(homes_now) OR any(ip IN homes WHERE NOT ip IN homes_now)
MATCH (c:Customer)-[:USES_COOKIE|USES_DEVICE]->(n)
