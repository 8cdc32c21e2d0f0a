// Purpose: hold records until the transaction ends, and find those that were told something since they were read: setting a
//          property first takes the lock.
// Parameters: $p.rows: [{id, at: when what holds was told, in milliseconds since 1970}]
// Returns: rows: id
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})
SET c.source = c.source
WITH c, row
WHERE coalesce(c.said_at, c.seen_at).epochMillis <> row.at
RETURN collect({id: c.id}) AS rows
