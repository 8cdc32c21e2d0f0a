// Purpose: a record for each account that signed in. Its identifiers are attached by `signed_in_on`.
// Parameters: $p.source, $p.rows: [{props, seen_at}]
// Returns: nothing
MATCH (s:Source {name: $p.source})
UNWIND $p.rows AS row
MERGE (c:Customer {id: row.props.id})
ON CREATE SET c += row.props, c.seen_at = row.seen_at
SET c.seen_at = CASE WHEN row.seen_at > c.seen_at THEN row.seen_at ELSE c.seen_at END
MERGE (c)-[:FROM]->(s)
