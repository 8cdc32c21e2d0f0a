// Purpose: on which cookies and devices each record signed in, and the IP addresses that these use at home: at night, and
//          more than by day.
// Parameters: $p.nights: visits by night that make an address a home
// Returns: record, label, value, ips
MATCH (c:Customer)-[:USES_COOKIE|USES_DEVICE]->(x:Cookie|Device)
RETURN c.id AS record, CASE WHEN x:Cookie THEN 'cookie' ELSE 'device' END AS label, x.value AS value,
       [at IN range(0, size(coalesce(x.ips, [])) - 1)
        WHERE x.ip_nights[at] >= $p.nights AND x.ip_nights[at] > x.ip_days[at] | x.ips[at]] AS ips
