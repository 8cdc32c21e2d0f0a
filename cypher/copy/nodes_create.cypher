// Purpose: write nodes into the copy for analysts.
// Parameters: $p.rows: [{ref, labels, props}]
// Returns: ref: in the graph, copy: in the copy
UNWIND $p.rows AS row
CREATE (n:$(row.labels))
SET n = row.props
RETURN row.ref AS ref, elementId(n) AS copy
