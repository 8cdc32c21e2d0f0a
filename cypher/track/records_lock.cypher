// Purpose: what the graph says of these records, held until the transaction ends: setting a property takes the lock.
// Parameters: $p.rows: [{id, source, keys: cookies and devices}], sorted by id
// Returns: rows: id; record: its properties, seen_at and said_at as ISO texts, as the driver takes 50 microseconds for each
//          time; keys: of those given, where they signed in before
UNWIND $p.rows AS row
MERGE (c:Customer {id: row.id})
SET c.source = row.source
WITH c, row
RETURN collect({id: c.id, record: c {.*, seen_at: toString(c.seen_at), said_at: toString(c.said_at)},
  keys: COLLECT { UNWIND row.keys AS key MATCH (c)-[:USES_COOKIE|USES_DEVICE|CLAIMS]->(:Identifier {key: key}) RETURN key }}) AS rows
