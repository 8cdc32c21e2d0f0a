// Purpose: how often cookies were seen on devices, now that some visits are taken back; never seen, no longer tied.
// Parameters: $p.rows: [{cookie, device, count, first, last: null leaves it}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (:Identifier {key: row.cookie})-[r:SEEN_ON]->(:Identifier {key: row.device})
SET r.count = row.count, r.first_seen = coalesce(row.first, r.first_seen), r.last_seen = coalesce(row.last, r.last_seen)
WITH r WHERE r.count <= 0
DELETE r
