// Purpose: keep where a load has seen accounts sign in, and under which IDs.
// Parameters: $p.rows: [{props: {id, external_id: [the account]}, sightings, links: [{key, first, last}]}], `first` and `last`:
//             [seconds, nanoseconds] since 1970, $p.load
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})
MERGE (s:Sightings {id: row.sightings})
ON CREATE SET s.load_id = $p.load, s.account = head(row.props.external_id)
MERGE (c)-[:SEEN_IN]->(s)
WITH s, row
UNWIND row.links AS i
WITH s, i, datetime.fromEpoch(i.first[0], i.first[1]) AS first,
  datetime.fromEpoch(i.last[0], i.last[1]) AS last
MATCH (n:Identifier {key: i.key})
MERGE (s)-[r:SEEN_WITH]->(n)
ON CREATE SET r.first_seen = first, r.last_seen = last
SET r.first_seen = CASE WHEN first < r.first_seen THEN first ELSE r.first_seen END,
    r.last_seen = CASE WHEN last > r.last_seen THEN last ELSE r.last_seen END
