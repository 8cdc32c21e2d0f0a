// Purpose: all records that edges or verdicts join with these, over any number of steps.
// Parameters: $p.ids
// Returns: rows: id
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
MATCH (c)-[:MATCHES|MUST_LINK|CANNOT_LINK*0..]-(d:Customer)
WITH DISTINCT d
RETURN collect({id: d.id}) AS rows
