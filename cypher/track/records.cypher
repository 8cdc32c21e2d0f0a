// Purpose: write what records say of themselves now; a restriction stays.
// Parameters: $p.rows: [{props}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})
WITH c, row, c.restricted AS restricted
SET c = row.props, c.restricted = restricted
WITH c, row
MERGE (s:Source {name: row.props.source})
MERGE (c)-[:FROM]->(s)
