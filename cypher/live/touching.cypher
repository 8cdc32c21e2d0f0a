// Purpose: records whose clusters these keep in touch with.
// Parameters: $p.ids
// Returns: id
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})-[:TOUCHES]-(d:Customer)
RETURN DISTINCT d.id AS id
