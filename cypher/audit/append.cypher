// Purpose: append entries to the audit and move the end of its chain, which the transaction holds.
// Parameters: $p.rows: [{seq, at: ISO 8601 with a time zone, role, caller, action, subjects, purpose, details, previous, hash}],
// $p.seq, $p.hash: of the last one
// Returns: nothing
MATCH (h:AuditChain {name: 'audit'})
SET h.seq = $p.seq, h.hash = $p.hash
WITH h
UNWIND $p.rows AS row
CREATE (a:Audit)
SET a = row, a.at = datetime(row.at)
