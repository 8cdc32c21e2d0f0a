// Purpose: the whole feed, in order.
// Parameters: none
// Returns: entry
MATCH (c:Change)
WHERE c.seq > 0
RETURN c {.*} AS entry ORDER BY c.seq
