// Purpose: hold the end of the audit's chain until the transaction ends, and say where it is. Setting a property takes
// the lock, before the place is read.
// Parameters: $p.id: of the chain, if it begins now
// Returns: chain, seq, hash, paged: the last entry that is in a page
MERGE (h:AuditChain {name: 'audit'})
ON CREATE SET h.id = $p.id, h.seq = 0, h.hash = ''
SET h.name = 'audit'
WITH h
RETURN h.id AS chain, h.seq AS seq, h.hash AS hash, coalesce(h.paged, 0) AS paged
