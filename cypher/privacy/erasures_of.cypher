// Purpose: the erasures of an individual, newest first.
// Parameters: $p.individual
// Returns: id, state, certificate
MATCH (e:Erasure {individual: $p.individual})
RETURN e.id AS id, e.state AS state, e.certificate AS certificate
ORDER BY id DESC
