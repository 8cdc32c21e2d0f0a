// Purpose: write relationships into the copy for analysts.
// Parameters: $p.rows: [{a, b, type, props}]: a and b in the copy
// Returns: nothing
UNWIND $p.rows AS row
MATCH (a) WHERE elementId(a) = row.a
MATCH (b) WHERE elementId(b) = row.b
CREATE (a)-[r:$(row.type)]->(b)
SET r = row.props
