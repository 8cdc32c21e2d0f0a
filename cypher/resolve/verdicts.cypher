// Purpose: what stewards said about pairs of records.
// Parameters: none
// Returns: a, b, must
MATCH (a:Customer)-[v:MUST_LINK|CANNOT_LINK]->(b:Customer)
RETURN a.id AS a, b.id AS b, type(v) = 'MUST_LINK' AS must
