// Purpose: the erasure that set a tombstone.
// Parameters: $p.id: of the tombstone
// Returns: state, certificate
MATCH (t:Tombstone {id: $p.id})
MATCH (e:Erasure {id: t.erasure})
RETURN e.state AS state, e.certificate AS certificate
