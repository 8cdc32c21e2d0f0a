// Purpose: note on cookies and devices that records name, when they were seen.
// Parameters: $p.rows: [{key, at: an ISO text}]
// Returns: nothing
UNWIND $p.rows AS row
WITH row.key AS key, datetime(row.at) AS at
MATCH (n:Identifier {key: key})
SET n.first_seen = CASE WHEN at < n.first_seen THEN at ELSE n.first_seen END,
    n.last_seen = CASE WHEN at > n.last_seen THEN at ELSE n.last_seen END
