// Purpose: a change that an endpoint never received, however often it was tried; the endpoint goes on with the next.
// Parameters: $p.id: of the endpoint, $p.message, $p.seq, $p.type, $p.reason
// Returns: nothing
MATCH (w:Webhook {id: $p.id})
MERGE (d:DeadLetter {id: $p.message})
ON CREATE SET d.seq = $p.seq, d.type = $p.type
SET d.tries = coalesce(w.tries, 0) + 1, d.reason = $p.reason, d.at = datetime.realtime()
MERGE (d)-[:MEANT_FOR]->(w)
SET w.after = CASE WHEN w.after > $p.seq THEN w.after ELSE $p.seq END
REMOVE w.tries, w.next_at
SET w.failing = $p.reason
