// Purpose: all source records, as much of them as matching needs.
// Parameters: $p.columns: property names
// Returns: record, born, seen_at, trust, values: in the order of $p.columns
MATCH (c:Customer)
OPTIONAL MATCH (c)-[:FROM]->(s:Source)
RETURN c.id AS record, c.born AS born, c.seen_at.epochMillis AS seen_at, s.trust AS trust, [k IN $p.columns | c[k]] AS values
