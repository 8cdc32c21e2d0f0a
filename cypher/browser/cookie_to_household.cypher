// Purpose: How do we get from a cookie to a household? The path, with the records that signed in on it.
// Parameters: none; edit the first line: a cookie's value, or nothing for any cookie with a household
// Returns: path, devices
WITH '' AS value
MATCH (k:Cookie)
WHERE (value = '' OR k.key = 'cookie:' + value) AND EXISTS { (k)-[r:IDENTIFIES|MEMBER_OF]->() WHERE r.probability IS NULL }
WITH k ORDER BY k.last_seen DESC, k.key LIMIT 1
OPTIONAL MATCH devices = (k)-[:SEEN_ON]->(:Device)
MATCH path = (k)<-[:USES_COOKIE]-(:Customer)-[:IDENTIFIES]->(:Individual)-[:MEMBER_OF]->(:Household)
RETURN path, devices
