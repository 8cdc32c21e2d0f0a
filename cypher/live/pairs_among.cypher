// Purpose: which of these records have an edge to another of them.
// Parameters: $p.ids
// Returns: id
UNWIND $p.ids AS id
MATCH (a:Customer {id: id})-[:MATCHES|TOUCHES]-(b:Customer)
WHERE b.id IN $p.ids
RETURN DISTINCT a.id AS id
