// Purpose: the IP addresses that cookies and devices use at home, where somebody signed in on them.
// Parameters: $p.keys, $p.nights: visits by night that make an address a home
// Returns: rows: key, ips, records: who signed in
UNWIND $p.keys AS key
MATCH (x:Identifier {key: key})<-[:USES_COOKIE|USES_DEVICE]-(c:Customer)
WITH x, collect(c.id) AS records
RETURN collect({key: x.key, records: records,
  ips: [at IN range(0, size(coalesce(x.ips, [])) - 1)
        WHERE x.ip_nights[at] >= $p.nights AND x.ip_nights[at] > x.ip_days[at] | x.ips[at]]}) AS rows
