// Purpose: let go of records that were held for writing and are not to be written: those that were not there before.
// Parameters: $p.ids
// Returns: nothing
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
WHERE c.hash IS NULL
DETACH DELETE c
