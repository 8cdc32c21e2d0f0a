// Purpose: count new events in which a cookie was seen on a device.
// Parameters: $p.rows: [{cookie, device, first, last, count}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Cookie:Identifier {key: row.cookie})
MATCH (d:Device:Identifier {key: row.device})
MERGE (c)-[r:SEEN_ON]->(d)
ON CREATE SET r.first_seen = row.first, r.last_seen = row.last, r.count = 0
SET r.count = r.count + row.count,
    r.first_seen = CASE WHEN row.first < r.first_seen THEN row.first ELSE r.first_seen END,
    r.last_seen = CASE WHEN row.last > r.last_seen THEN row.last ELSE r.last_seen END
