// Purpose: what stewards said about pairs of these records.
// Parameters: $p.ids
// Returns: rows: a, b, must
UNWIND $p.ids AS id
MATCH (a:Customer {id: id})-[v:MUST_LINK|CANNOT_LINK]->(b:Customer)
WHERE b.id IN $p.ids
RETURN collect({a: a.id, b: b.id, must: type(v) = 'MUST_LINK'}) AS rows
