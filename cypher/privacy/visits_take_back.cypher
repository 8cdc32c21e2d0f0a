// Purpose: take what cookies that go brought to the devices that stay: addresses and places, with their visits, and hours.
//          What nobody else brought is then gone.
// Parameters: $p.keys: of the cookies and devices that go
// Returns: nothing
UNWIND $p.keys AS key
MATCH (x:Cookie:Identifier {key: key})-[:SEEN_ON]->(d:Device)
WHERE NOT d.key IN $p.keys
WITH d, collect(x) AS gone
UNWIND gone AS x
SET d.hours = [hour IN range(0, 23) |
      CASE WHEN d.hours[hour] > coalesce(x.hours[hour], 0) THEN d.hours[hour] - coalesce(x.hours[hour], 0) ELSE 0 END],
    d.ip_days = [at IN range(0, size(d.ips) - 1) | d.ip_days[at]
      - coalesce([own IN range(0, size(x.ips) - 1) WHERE x.ips[own] = d.ips[at] | x.ip_days[own]][0], 0)],
    d.ip_nights = [at IN range(0, size(d.ips) - 1) | d.ip_nights[at]
      - coalesce([own IN range(0, size(x.ips) - 1) WHERE x.ips[own] = d.ips[at] | x.ip_nights[own]][0], 0)],
    d.place_counts = [at IN range(0, size(d.places) - 1) | d.place_counts[at]
      - coalesce([own IN range(0, size(x.places) - 1) WHERE x.places[own] = d.places[at] | x.place_counts[own]][0], 0)]
WITH DISTINCT d
WITH d, [at IN range(0, size(d.ips) - 1) WHERE d.ip_days[at] + d.ip_nights[at] > 0] AS ips,
     [at IN range(0, size(d.places) - 1) WHERE d.place_counts[at] > 0] AS places
SET d.ip_days = [at IN ips | CASE WHEN d.ip_days[at] > 0 THEN d.ip_days[at] ELSE 0 END],
    d.ip_nights = [at IN ips | CASE WHEN d.ip_nights[at] > 0 THEN d.ip_nights[at] ELSE 0 END],
    d.ips = [at IN ips | d.ips[at]],
    d.place_counts = [at IN places | d.place_counts[at]], d.places = [at IN places | d.places[at]]
