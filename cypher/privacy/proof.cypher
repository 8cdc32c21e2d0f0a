// Purpose: keep the proof of the secret that tombstones are made with, where there is none yet.
// Parameters: $p.proof, $p.at
// Returns: nothing
MERGE (t:Tombstone {id: 'proof'})
ON CREATE SET t.proof = $p.proof, t.at = $p.at
