// Purpose: take what cookies that go brought to the devices that stay, in all and in each load: hours, addresses and places
//          with their visits. What nobody else brought is then gone.
// Parameters: $p.keys: of the cookies and devices that go, $p.nights: visits by night that make an address a home
// Returns: id: records that signed in where the addresses used at home are others now, as households hang on these
UNWIND $p.keys AS key
MATCH (x:Cookie:Identifier {key: key})
CALL (x) {
  MATCH (x)-[:SEEN_ON]->(d:Device)
  WHERE NOT d.key IN $p.keys
  RETURN x AS gone, d AS stays
  UNION ALL
  MATCH (x)-[:SEEN_IN]->(gone:Sightings)-[:SEEN_WITH]->(d:Device)-[:SEEN_IN]->(stays:Sightings)
  WHERE NOT d.key IN $p.keys AND stays.load_id = gone.load_id
  RETURN gone, stays
}
WITH stays, collect(properties(gone)) AS all_gone
WITH stays, all_gone, [at IN range(0, size(coalesce(stays.ips, [])) - 1)
  WHERE stays.ip_nights[at] >= $p.nights AND stays.ip_nights[at] > stays.ip_days[at] | stays.ips[at]] AS homes
UNWIND all_gone AS gone
SET stays.hours = [hour IN range(0, size(stays.hours) - 1) | stays.hours[hour] - coalesce(gone.hours[hour], 0)],
    stays.ip_days = [at IN range(0, size(stays.ips) - 1) | stays.ip_days[at]
      - coalesce([own IN range(0, size(gone.ips) - 1) WHERE gone.ips[own] = stays.ips[at] | gone.ip_days[own]][0], 0)],
    stays.ip_nights = [at IN range(0, size(stays.ips) - 1) | stays.ip_nights[at]
      - coalesce([own IN range(0, size(gone.ips) - 1) WHERE gone.ips[own] = stays.ips[at] | gone.ip_nights[own]][0], 0)],
    stays.place_counts = [at IN range(0, size(stays.places) - 1) | stays.place_counts[at]
      - coalesce([own IN range(0, size(gone.places) - 1) WHERE gone.places[own] = stays.places[at]
                  | gone.place_counts[own]][0], 0)]
WITH DISTINCT stays, homes
WITH stays, homes, [at IN range(0, size(stays.ips) - 1) WHERE stays.ip_days[at] + stays.ip_nights[at] > 0] AS ips,
     [at IN range(0, size(stays.places) - 1) WHERE stays.place_counts[at] > 0] AS places
SET stays.hours = [visits IN stays.hours | CASE WHEN visits > 0 THEN visits ELSE 0 END],
    stays.ip_days = [at IN ips | CASE WHEN stays.ip_days[at] > 0 THEN stays.ip_days[at] ELSE 0 END],
    stays.ip_nights = [at IN ips | CASE WHEN stays.ip_nights[at] > 0 THEN stays.ip_nights[at] ELSE 0 END],
    stays.ips = [at IN ips | stays.ips[at]],
    stays.place_counts = [at IN places | stays.place_counts[at]],
    stays.places = [at IN places | stays.places[at]]
WITH stays, homes, [at IN range(0, size(coalesce(stays.ips, [])) - 1)
  WHERE stays.ip_nights[at] >= $p.nights AND stays.ip_nights[at] > stays.ip_days[at] | stays.ips[at]] AS homes_now
WHERE size(homes) <> size(homes_now) OR any(ip IN homes WHERE NOT ip IN homes_now)
MATCH (c:Customer)-[:USES_DEVICE]->(stays)
RETURN DISTINCT c.id AS id
