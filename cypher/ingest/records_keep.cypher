// Purpose: keep what records said before a load that changes them, to be restored where that load is taken back.
// Parameters: $p.rows: [{props: {id}}], $p.load: the load that changes them
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})
MERGE (f:FormerRecord {id: c.id + '@' + $p.load})
ON CREATE SET f = properties(c), f.id = c.id + '@' + $p.load, f.record = c.id, f.until = $p.load, f.restricted = null
MERGE (c)-[:WAS]->(f)
