// Purpose: the statements of the consent ledger that these loads brought.
// Parameters: $p.source, $p.loads
// Returns: id, load_id, also_in, keys: of the identifiers they are about
// Scans: statements have no index by load
MATCH (k:Consent {source: $p.source})
WHERE k.load_id IN $p.loads OR any(load IN k.also_in WHERE load IN $p.loads)
RETURN k.id AS id, k.load_id AS load_id, coalesce(k.also_in, []) AS also_in,
       [(x:Identifier)-[:HAS_CONSENT]->(k) | x.key] AS keys
