// Purpose: which of these records have an edge to another of them.
// Parameters: $p.ids
// Returns: rows: id
UNWIND $p.ids AS id
MATCH (a:Customer {id: id})-[:MATCHES|TOUCHES]-(b:Customer)
WHERE b.id IN $p.ids
WITH DISTINCT a
RETURN collect({id: a.id}) AS rows
