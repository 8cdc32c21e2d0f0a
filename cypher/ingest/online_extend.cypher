// Purpose: note on cookies and devices that records name, when they were seen.
// Parameters: $p.rows: [{key, at}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (n:Identifier {key: row.key})
SET n.first_seen = CASE WHEN row.at < n.first_seen THEN row.at ELSE n.first_seen END,
    n.last_seen = CASE WHEN row.at > n.last_seen THEN row.at ELSE n.last_seen END
