// Purpose: records whose clusters these keep in touch with.
// Parameters: $p.ids
// Returns: rows: id
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})-[:TOUCHES]-(d:Customer)
WITH DISTINCT d
RETURN collect({id: d.id}) AS rows
