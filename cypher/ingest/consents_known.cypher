// Purpose: which of these statements are in the ledger.
// Parameters: $p.ids
// Returns: id
UNWIND $p.ids AS id
MATCH (k:Consent {id: id})
RETURN k.id AS id
