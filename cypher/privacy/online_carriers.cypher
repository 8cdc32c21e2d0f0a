// Purpose: records that carry cookies or devices, with what they say of them.
// Parameters: $p.keys
// Returns: id, said: properties
UNWIND $p.keys AS key
MATCH (:Identifier {key: key})<-[:USES_COOKIE|USES_DEVICE|CLAIMS]-(c:Customer)
WITH DISTINCT c ORDER BY c.id
RETURN c.id AS id, c {.cookie, .std_cookie, .device, .std_device} AS said
