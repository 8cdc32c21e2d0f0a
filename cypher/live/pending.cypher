// Purpose: records that wait to be resolved: they are not, or no longer, what was derived of them.
// Parameters: $p.most
// Returns: id
MATCH (c:Pending)
RETURN c.id AS id ORDER BY id LIMIT $p.most
