// Purpose: the number of the oldest entry of the audit. No row where there is none.
// Parameters: none
// Returns: seq
MATCH (a:Audit)
WHERE a.seq > 0
RETURN a.seq AS seq
ORDER BY seq
LIMIT 1
