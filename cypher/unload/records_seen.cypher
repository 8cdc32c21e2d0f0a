// Purpose: let records that only visits tell of now say what those say. Their birth, a restriction, and what they were found
//          by so far stay.
// Parameters: $p.rows: [{id, external_id, hash, ...}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})
WITH c, row, c {.born, .seen_at, .restricted, .keys, .content, .carries, .called} AS kept
SET c = row, c += kept
REMOVE c:HeldBack
