// New events in which a cookie was seen on a device: takes `row` as `ingest/seen_together` has it.
WITH row, datetime.fromEpoch(row.first[0], row.first[1]) AS first, datetime.fromEpoch(row.last[0], row.last[1]) AS last
MATCH (c:Cookie:Identifier {key: row.cookie})
MATCH (d:Device:Identifier {key: row.device})
MERGE (c)-[r:SEEN_ON]->(d)
ON CREATE SET r.first_seen = first, r.last_seen = last, r.count = 0
SET r.count = r.count + row.count,
    r.first_seen = CASE WHEN first < r.first_seen THEN first ELSE r.first_seen END,
    r.last_seen = CASE WHEN last > r.last_seen THEN last ELSE r.last_seen END
