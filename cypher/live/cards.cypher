// Purpose: what these records are found by.
// Parameters: $p.ids
// Returns: id, keys, content, carries, called
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
RETURN c.id AS id, c.keys AS keys, c.content AS content, c.carries AS carries, c.called AS called
