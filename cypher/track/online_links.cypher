// Purpose: which of these records were on which of these cookies and devices before.
// Parameters: $p.rows: [{id, keys}]
// Returns: rows: id, keys
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})-[:USES_COOKIE|USES_DEVICE]->(x:Identifier)
WHERE x.key IN row.keys
WITH row.id AS id, collect(x.key) AS keys
RETURN collect({id: id, keys: keys}) AS rows
