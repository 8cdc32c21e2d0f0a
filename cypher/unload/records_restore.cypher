// Purpose: let records say again what they said before. Their birth, a restriction, and what they were found by so far stay.
// Parameters: $p.rows: [{id, former}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})-[:WAS]->(f:FormerRecord {id: row.former})
WITH c, f, f {.*, record: null, until: null} AS said,
     c {.id, .born, .restricted, .keys, .content, .carries, .called} AS kept
SET c = said, c += kept
REMOVE c:HeldBack
DETACH DELETE f
