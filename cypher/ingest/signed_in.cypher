// Purpose: a record for each account that signed in. Its identifiers are attached by `signed_in_on`.
// Parameters: $p.source, $p.rows: [{props, seen_at: an ISO text}]
// Returns: nothing
MATCH (s:Source {name: $p.source})
UNWIND $p.rows AS row
WITH s, row, datetime(row.seen_at) AS seen_at
MERGE (c:Customer {id: row.props.id})
ON CREATE SET c += row.props, c.seen_at = seen_at
SET c.seen_at = CASE WHEN seen_at > c.seen_at THEN seen_at ELSE c.seen_at END
MERGE (c)-[:FROM]->(s)
