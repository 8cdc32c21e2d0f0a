// Purpose: which of these keyed hashes are tombstones, and the proof of the secret that tombstones are made with.
// Parameters: $p.ids
// Returns: proof: null where nobody was ever erased, found
// Include: parts/tombstones
