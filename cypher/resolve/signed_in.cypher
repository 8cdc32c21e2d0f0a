// Purpose: which cookies and devices each record shares with another, as both signed in there, and the IP addresses that those
//          it signed in on use at home: at night, and more than by day.
// Parameters: $p.nights: visits by night that make an address a home
// Returns: record, label, value: null where nobody else signed in, ips
MATCH (c:Customer)-[:USES_COOKIE|USES_DEVICE]->(x:Cookie|Device)
// Include: parts/signed_in_on
RETURN c.id AS record, label, value, ips
