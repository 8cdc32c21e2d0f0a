// Purpose: records that wait to be resolved, and for no steward: they are not, or no longer, what was derived of them.
// Parameters: $p.most
// Returns: id
MATCH (c:Pending) WHERE NOT c:HeldBack
RETURN c.id AS id ORDER BY id LIMIT $p.most
