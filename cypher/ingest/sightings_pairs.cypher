// Purpose: keep on which devices a load has seen cookies, and how often.
// Parameters: $p.rows: [{id, device, first, last, count}], `first` and `last`: [seconds, nanoseconds] since 1970, id: of the cookie's sightings
// Returns: nothing
UNWIND $p.rows AS row
WITH row, datetime.fromEpoch(row.first[0], row.first[1]) AS first, datetime.fromEpoch(row.last[0], row.last[1]) AS last
MATCH (s:Sightings {id: row.id})
MATCH (d:Identifier {key: row.device})
MERGE (s)-[r:SEEN_WITH]->(d)
ON CREATE SET r.first_seen = first, r.last_seen = last, r.count = 0
SET r.count = r.count + row.count,
    r.first_seen = CASE WHEN first < r.first_seen THEN first ELSE r.first_seen END,
    r.last_seen = CASE WHEN last > r.last_seen THEN last ELSE r.last_seen END
