// Purpose: the proof of the secret that tombstones are made with; the one given where there is none yet.
// Parameters: $p.proof: may be null, $p.at
// Returns: proof
OPTIONAL MATCH (old:Tombstone {id: 'proof'})
FOREACH (proof IN CASE WHEN old IS NULL AND $p.proof IS NOT NULL THEN [$p.proof] ELSE [] END |
  MERGE (t:Tombstone {id: 'proof'})
  ON CREATE SET t.proof = proof, t.at = $p.at)
RETURN coalesce(old.proof, $p.proof) AS proof
