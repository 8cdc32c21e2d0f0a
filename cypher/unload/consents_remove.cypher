// Purpose: take statements out of the consent ledger.
// Parameters: $p.ids
// Returns: key: of an identifier they were about
UNWIND $p.ids AS id
MATCH (k:Consent {id: id})
OPTIONAL MATCH (x:Identifier)-[:HAS_CONSENT]->(k)
WITH k, collect(x.key) AS keys
DETACH DELETE k
WITH keys
UNWIND keys AS key
RETURN DISTINCT key
