// Purpose: which of these records are there, and those that an edge or a verdict joins with them, one step on.
// Parameters: $p.ids, $p.kinds: of MATCHES, MUST_LINK and CANNOT_LINK
// Returns: rows: id
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
UNWIND [c.id] + [(c)-[r:MATCHES|MUST_LINK|CANNOT_LINK]-(d:Customer) WHERE type(r) IN $p.kinds | d.id] AS one
WITH DISTINCT one
RETURN collect({id: one}) AS rows
