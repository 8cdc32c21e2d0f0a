// Purpose: cookies that are kept too long.
// Parameters: $p.since: the property that counts, $p.before
// Returns: key, label, value, at, restricted: kept although it is due
// Scans: what is kept too long is looked for once a day
MATCH (x:Cookie)
WHERE x[$p.since] < $p.before
WITH x, [(x)<-[:USES_COOKIE|USES_DEVICE]-(c:Customer) | c] AS theirs
// Include: parts/kept_for
RETURN x.key AS key, 'Cookie' AS label, x.value AS value, x[$p.since] AS at, restricted
