// Purpose: forget what records said before.
// Parameters: $p.ids: of former records
// Returns: nothing
UNWIND $p.ids AS id
MATCH (f:FormerRecord {id: id})
DETACH DELETE f
