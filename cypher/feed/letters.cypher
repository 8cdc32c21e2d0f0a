// Purpose: what an endpoint never received, in order.
// Parameters: $p.id: of the endpoint, $p.limit
// Returns: id, seq, type, tries, reason, at
MATCH (:Webhook {id: $p.id})<-[:MEANT_FOR]-(d:DeadLetter)
RETURN d.id AS id, d.seq AS seq, d.type AS type, d.tries AS tries, d.reason AS reason, toString(d.at) AS at
ORDER BY d.seq LIMIT $p.limit
