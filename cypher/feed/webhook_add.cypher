// Purpose: an endpoint that is told of changes.
// Parameters: $p.row: {id, url, secret, types, private, after}
// Returns: webhook
CREATE (w:Webhook {id: $p.row.id})
SET w += $p.row, w.created_at = datetime()
RETURN w {.*} AS webhook
