// Purpose: one erasure.
// Parameters: $p.id
// Returns: id, individual, by, at, state, certificate
MATCH (e:Erasure {id: $p.id})
RETURN e.id AS id, e.individual AS individual, e.by AS by, e.at AS at, e.state AS state, e.certificate AS certificate
