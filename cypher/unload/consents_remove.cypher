// Purpose: take statements out of the consent ledger.
// Parameters: $p.ids
// Returns: key: of an identifier they were about
UNWIND $p.ids AS id
MATCH (k:Consent {id: id})
OPTIONAL MATCH (x:Identifier)-[:HAS_CONSENT]->(k)
DETACH DELETE k
WITH DISTINCT x
WHERE x IS NOT NULL
SET x.value = x.value
// Include: parts/around
// Include: parts/forget
RETURN x.key AS key
