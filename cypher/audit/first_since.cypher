// Purpose: the number of the first entry that is not older than a time. No row where all are older.
// Parameters: $p.at
// Returns: seq
MATCH (a:Audit)
WHERE a.seq > 0 AND a.at >= $p.at
RETURN a.seq AS seq
ORDER BY seq
LIMIT 1
