// Purpose: all tombstones of the erasure that set this one.
// Parameters: $p.id
// Returns: id, refused, at, erasure
MATCH (one:Tombstone {id: $p.id})
MATCH (t:Tombstone {erasure: one.erasure})
RETURN t.id AS id, t.refused AS refused, t.at AS at, t.erasure AS erasure
