// Purpose: which of these records are in the graph, and with what content.
// Parameters: $p.ids: record ids
// Returns: id, hash
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
RETURN c.id AS id, c.hash AS hash
