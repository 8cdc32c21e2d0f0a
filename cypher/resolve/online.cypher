// Purpose: cookies and devices: what visits say of them, who signed in on them (nobody where they are blocked), and what they are
//          attached to now. That two cookies were seen on one device tells nothing where it is blocked.
// Parameters: none
// Returns: key, device, user_agent, ips, ip_nights, hours, places, devices, people, households, home_size, blocked,
// individual, household, guess
MATCH (x:Cookie|Device)
OPTIONAL MATCH (x)<-[:USES_COOKIE|USES_DEVICE]-(:Customer)-[:IDENTIFIES]->(i:Individual)-[:MEMBER_OF]->(h:Household)
WHERE x.blocked IS NULL
WITH x, collect(DISTINCT i.id) AS people, collect(DISTINCT h.id) AS households, max(h.size) AS home_size
OPTIONAL MATCH (x)-[own:IDENTIFIES]->(now:Individual)
OPTIONAL MATCH (x)-[shared:MEMBER_OF]->(home:Household)
WITH x, people, households, home_size, now.id AS individual, home.id AS household,
  properties(CASE WHEN own.probability IS NOT NULL THEN own WHEN shared.probability IS NOT NULL THEN shared END) AS guess
RETURN x.key AS key, x:Device AS device, x.user_agent AS user_agent, coalesce(x.ips, []) AS ips,
  coalesce(x.ip_nights, [ip IN x.ips | 0], []) AS ip_nights, x.hours AS hours, coalesce(x.places, []) AS places,
  CASE WHEN x:Device THEN [x.key] ELSE COLLECT { MATCH (x)-[:SEEN_ON]->(d:Device) WHERE d.blocked IS NULL RETURN d.key } END AS devices,
  people, households, home_size, x.blocked IS NOT NULL AS blocked, individual, household, guess {.*, since: null} AS guess
