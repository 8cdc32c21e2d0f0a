// Purpose: on which cookies and devices some records signed in, and the IP addresses that these use at home.
// Parameters: $p.ids, $p.nights: visits by night that make an address a home
// Returns: record, label, value, ips
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})-[:USES_COOKIE|USES_DEVICE]->(x:Cookie|Device)
RETURN c.id AS record, CASE WHEN x:Cookie THEN 'cookie' ELSE 'device' END AS label, x.value AS value,
       [at IN range(0, size(coalesce(x.ips, [])) - 1)
        WHERE x.ip_nights[at] >= $p.nights AND x.ip_nights[at] > x.ip_days[at] | x.ips[at]] AS ips
