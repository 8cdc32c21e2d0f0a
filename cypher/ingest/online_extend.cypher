// Purpose: note on cookies and devices that records name, when they were seen. One that was blocked before had no times.
// Parameters: $p.rows: [{key, at: an ISO text}]
// Returns: nothing
UNWIND $p.rows AS row
WITH row.key AS key, datetime(row.at) AS at
MATCH (n:Identifier {key: key})
SET n.first_seen = CASE WHEN n.first_seen <= at THEN n.first_seen ELSE at END,
    n.last_seen = CASE WHEN n.last_seen >= at THEN n.last_seen ELSE at END
