// Purpose: note an erasure and how far it got.
// Parameters: $p.id, $p.individual, $p.by, $p.at, $p.state, $p.certificate
// Returns: nothing
MERGE (e:Erasure {id: $p.id})
SET e.individual = $p.individual, e.by = $p.by, e.at = $p.at, e.state = $p.state, e.certificate = $p.certificate
