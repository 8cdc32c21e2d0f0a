// Purpose: name and size of households; one that comes back from retirement is in force again.
// Parameters: $p.rows: [{id, name, size}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (h:Household {id: row.id})
SET h.name = row.name, h.size = row.size
REMOVE h:Retired
WITH h
OPTIONAL MATCH (h)-[old:MERGED_INTO]->()
DELETE old
