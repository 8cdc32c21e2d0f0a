// Purpose: records that wait to be resolved, and for no steward: they are not, or no longer, what was derived of them. Those
//          that a steward decided about are no such news (`live/decided`).
// Parameters: $p.most
// Returns: id
MATCH (c:Customer:Pending)
USING SCAN c:Pending
WHERE NOT c:HeldBack AND NOT coalesce(c.touched, '') STARTS WITH 'decided '
RETURN c.id AS id ORDER BY id LIMIT $p.most
