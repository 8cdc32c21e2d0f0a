// Purpose: the TOUCHES edges among some records.
// Parameters: $p.ids
// Returns: rows: a, b
UNWIND $p.ids AS id
MATCH (a:Customer {id: id})-[:TOUCHES]->(b:Customer)
WHERE b.id IN $p.ids
RETURN collect({a: a.id, b: b.id}) AS rows
