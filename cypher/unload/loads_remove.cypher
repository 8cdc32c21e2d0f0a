// Purpose: forget loads.
// Parameters: $p.loads
// Returns: nothing
UNWIND $p.loads AS load
MATCH (l:Load {id: load})
DELETE l
