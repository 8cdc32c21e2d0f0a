// Purpose: on which devices cookies were seen, in all and by load.
// Parameters: $p.keys: of cookies
// Returns: cookie, device, count, brought: [{load_id, first, last, count}]
UNWIND $p.keys AS key
MATCH (c:Identifier {key: key})-[r:SEEN_ON]->(d:Device)
RETURN c.key AS cookie, d.key AS device, r.count AS count,
       COLLECT { MATCH (c)-[:SEEN_IN]->(s:Sightings)-[w:SEEN_WITH]->(d)
                 RETURN {load_id: s.load_id, first: w.first_seen, last: w.last_seen, count: w.count} } AS brought
