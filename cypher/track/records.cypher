// Purpose: write what records say of themselves now; a restriction stays, and what they were found by so far. What was held back
//          was what they said before.
// Parameters: $p.rows: [{props}], of which seen_at and said_at are ISO texts
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})
WITH c, row, c {.restricted, .keys, .content, .carries, .called} AS kept
SET c = row.props, c += kept, c.seen_at = datetime(row.props.seen_at), c.said_at = datetime(row.props.said_at)
REMOVE c:HeldBack
WITH c, row
MERGE (s:Source {name: row.props.source})
MERGE (c)-[:FROM]->(s)
