// Purpose: what the graph says of these records, held until the transaction ends: setting a property takes the lock.
// Parameters: $p.rows: [{id, source}], sorted by id
// Returns: id, record: its properties
UNWIND $p.rows AS row
MERGE (c:Customer {id: row.id})
SET c.source = row.source
WITH c
RETURN c.id AS id, properties(c) AS record
