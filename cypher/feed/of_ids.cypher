// Purpose: everything the feed tells of some IDs, in order.
// Parameters: $p.ids
// Returns: entry
UNWIND $p.ids AS id
MATCH (c:Change {id: id})
RETURN c {.*} AS entry ORDER BY c.seq
