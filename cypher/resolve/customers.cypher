// Purpose: all source records, as much of them as matching needs; `mark` tells whether one changes meanwhile.
//          What somebody with a public write key claims is no evidence.
// Parameters: $p.columns: property names
// Returns: record, born, seen_at, trust, deduplicated_in, mark, values: in the order of $p.columns
MATCH (c:Customer)
OPTIONAL MATCH (c)-[:FROM]->(s:Source)
RETURN c.id AS record, c.born AS born, coalesce(c.said_at, c.seen_at).epochMillis AS seen_at, s.trust AS trust,
       CASE WHEN s.deduplicated THEN s.name END AS deduplicated_in, coalesce(c.touched, c.load_id) AS mark,
       [k IN $p.columns | CASE WHEN c.claimed AND k STARTS WITH 'std_' THEN null ELSE c[k] END] AS values
