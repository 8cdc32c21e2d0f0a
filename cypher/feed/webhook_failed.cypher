// Purpose: an attempt that failed: the change stays next, and is tried again later, or never where the endpoint is gone.
// Parameters: $p.id, $p.reason, $p.seconds, $p.off
// Returns: nothing
MATCH (w:Webhook {id: $p.id})
SET w.tries = coalesce(w.tries, 0) + 1, w.failing = $p.reason,
    w.next_at = datetime.realtime() + duration({milliseconds: toInteger($p.seconds * 1000)}),
    w.off = CASE WHEN $p.off THEN true END
