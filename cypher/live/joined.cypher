// Purpose: which of these records are there, and those that an edge or a verdict joins with them, one step on.
// Parameters: $p.ids
// Returns: rows: id
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
UNWIND [c.id] + [(c)-[:MATCHES|MUST_LINK|CANNOT_LINK]-(d:Customer) | d.id] AS one
WITH DISTINCT one
RETURN collect({id: one}) AS rows
