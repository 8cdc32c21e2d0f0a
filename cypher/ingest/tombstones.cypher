// Purpose: which of these keyed hashes are tombstones, and the proof of the secret that tombstones are made with.
// Parameters: $p.ids
// Returns: proof: null where nobody was ever erased, found
OPTIONAL MATCH (first:Tombstone {id: 'proof'})
RETURN first.proof AS proof, COLLECT { UNWIND $p.ids AS id MATCH (t:Tombstone {id: id}) RETURN t.id } AS found
