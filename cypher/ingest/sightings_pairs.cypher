// Purpose: keep on which devices a load has seen cookies, and how often.
// Parameters: $p.rows: [{id, device, first, last, count}], id: of the cookie's sightings
// Returns: nothing
UNWIND $p.rows AS row
MATCH (s:Sightings {id: row.id})
MATCH (d:Identifier {key: row.device})
MERGE (s)-[r:SEEN_WITH]->(d)
ON CREATE SET r.first_seen = row.first, r.last_seen = row.last, r.count = 0
SET r.count = r.count + row.count,
    r.first_seen = CASE WHEN row.first < r.first_seen THEN row.first ELSE r.first_seen END,
    r.last_seen = CASE WHEN row.last > r.last_seen THEN row.last ELSE r.last_seen END
