// Purpose: what the graph says of these records, held until the transaction ends: setting a property takes the lock.
// Parameters: $p.rows: [{id, source}], sorted by id
// Returns: rows: id, record: its properties, seen_at and said_at as ISO texts: the driver takes 50 microseconds for each time
UNWIND $p.rows AS row
MERGE (c:Customer {id: row.id})
SET c.source = row.source
WITH c
RETURN collect({id: c.id, record: c {.*, seen_at: toString(c.seen_at), said_at: toString(c.said_at)}}) AS rows
