// Purpose: the endpoints that are told of changes, or one of them.
// Parameters: $p.id: null for all
// Returns: webhook
MATCH (w:Webhook)
WHERE $p.id IS NULL OR w.id = $p.id
RETURN w {.*} AS webhook ORDER BY w.id
