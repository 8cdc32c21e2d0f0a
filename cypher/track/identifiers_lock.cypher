// Purpose: hold identifiers that are there already until the transaction ends: setting a property takes the lock.
// Parameters: $p.rows: keys, sorted
// Returns: nothing
UNWIND $p.rows AS key
MATCH (n:Identifier {key: key})
SET n.value = n.value
