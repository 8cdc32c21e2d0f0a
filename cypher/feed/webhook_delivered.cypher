// Purpose: how far an endpoint has been told. Never back, where two tell it at once; then what failed is another change's.
// Parameters: $p.id, $p.seq
// Returns: id, nothing where the endpoint is no more
MATCH (w:Webhook {id: $p.id})
SET w.id = w.id
FOREACH (_ IN CASE WHEN w.after < $p.seq THEN [1] ELSE [] END |
  SET w.after = $p.seq
  REMOVE w.tries, w.failing, w.next_at)
RETURN w.id AS id
