// Purpose: replace everything that known records say of themselves, until they are resolved again; their birth, a
//          restriction, and what they were found by so far stay. What was held back was what they said before.
// Parameters: $p.rows: [{props}], of which seen_at is an ISO text
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})
WITH c, row, c {.born, .restricted, .keys, .content, .carries, .called} AS kept
SET c = row.props, c += kept, c.seen_at = datetime(row.props.seen_at), c:Pending
REMOVE c:HeldBack
WITH c
WITH [(c)-[:IDENTIFIES]->(i:Individual) | i] AS touched
// Include: parts/forget
