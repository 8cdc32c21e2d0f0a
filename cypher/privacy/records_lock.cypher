// Purpose: hold records until the transaction ends: setting a property takes the lock.
// Parameters: $p.ids: sorted
// Returns: nothing
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
SET c.source = c.source
