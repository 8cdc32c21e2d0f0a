// Purpose: the end of the audit's chain. No row where nothing was ever noted.
// Parameters: none
// Returns: chain, seq, hash
MATCH (h:AuditChain {name: 'audit'})
RETURN h.id AS chain, h.seq AS seq, h.hash AS hash
