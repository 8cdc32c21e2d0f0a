// Purpose: what stewards said about these records.
// Parameters: $p.ids: of records
// Returns: a, b, must, action
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})-[v:MUST_LINK|CANNOT_LINK]->(other:Customer)
RETURN c.id AS a, other.id AS b, type(v) = 'MUST_LINK' AS must, v.action AS action
UNION
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})<-[v:MUST_LINK|CANNOT_LINK]-(other:Customer)
RETURN other.id AS a, c.id AS b, type(v) = 'MUST_LINK' AS must, v.action AS action
