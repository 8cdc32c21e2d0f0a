// Purpose: what records are found by, and which of them wait to be resolved.
// Parameters: none
// Returns: id, keys, content, carries, called, pending
MATCH (c:Customer)
RETURN c.id AS id, c.keys AS keys, c.content AS content, c.carries AS carries, c.called AS called, c:Pending AS pending
