// Purpose: the TOUCHES edges among some records.
// Parameters: $p.ids
// Returns: a, b
UNWIND $p.ids AS id
MATCH (a:Customer {id: id})-[:TOUCHES]->(b:Customer)
WHERE b.id IN $p.ids
RETURN a.id AS a, b.id AS b
