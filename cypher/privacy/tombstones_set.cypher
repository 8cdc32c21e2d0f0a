// Purpose: keep erased people away: keyed hashes, with what was refused there.
// Parameters: $p.rows: [{id, refused}], $p.at, $p.erasure
// Returns: nothing
UNWIND $p.rows AS row
MERGE (t:Tombstone {id: row.id})
SET t.at = $p.at, t.erasure = $p.erasure, t.refused = row.refused
