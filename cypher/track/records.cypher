// Purpose: write what records say of themselves now.
// Parameters: $p.rows: [{props}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})
SET c = row.props
MERGE (s:Source {name: row.props.source})
MERGE (c)-[:FROM]->(s)
