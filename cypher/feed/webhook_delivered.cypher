// Purpose: how far an endpoint has been told. Never back, where two tell it at once.
// Parameters: $p.id, $p.seq
// Returns: id, nothing where the endpoint is no more
MATCH (w:Webhook {id: $p.id})
SET w.id = w.id
WITH w
SET w.after = CASE WHEN w.after > $p.seq THEN w.after ELSE $p.seq END
REMOVE w.tries, w.failing, w.next_at
RETURN w.id AS id
