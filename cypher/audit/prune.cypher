// Purpose: delete the oldest entries, up to a number.
// Parameters: $p.until, $p.limit: most at once
// Returns: deleted
MATCH (a:Audit)
WHERE a.seq <= $p.until
WITH a ORDER BY a.seq LIMIT $p.limit
DELETE a
RETURN count(*) AS deleted
