// Purpose: note which loads statements are due to, now that others are taken back.
// Parameters: $p.rows: [{id, load_id, also_in: list or null}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (k:Consent {id: row.id})
SET k.load_id = row.load_id, k.also_in = row.also_in
