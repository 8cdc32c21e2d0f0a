// Purpose: mark or unmark hubs.
// Parameters: $p.rows: [{key, hub: true or null}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (x:Identifier {key: row.key})
SET x.hub = row.hub
