// Purpose: what stewards said about these records, and about all that must-links tie to them.
// Parameters: $p.ids: of records
// Returns: a, b, must, action
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})-[:MUST_LINK*0..]-(tied:Customer)
WITH DISTINCT tied
MATCH (tied)-[v:MUST_LINK|CANNOT_LINK]->(other:Customer)
RETURN tied.id AS a, other.id AS b, type(v) = 'MUST_LINK' AS must, v.action AS action
UNION
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})-[:MUST_LINK*0..]-(tied:Customer)
WITH DISTINCT tied
MATCH (tied)<-[v:MUST_LINK|CANNOT_LINK]-(other:Customer)
RETURN other.id AS a, tied.id AS b, type(v) = 'MUST_LINK' AS must, v.action AS action
