// Purpose: let records say again what they said before. Their birth, and a restriction, stay.
// Parameters: $p.rows: [{id, former}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})-[:WAS]->(f:FormerRecord {id: row.former})
WITH c, f, c.born AS born, c.restricted AS restricted, c.id AS id
SET c = properties(f), c.id = id, c.record = null, c.until = null, c.born = born, c.restricted = restricted
DETACH DELETE f
