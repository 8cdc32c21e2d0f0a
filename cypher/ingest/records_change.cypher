// Purpose: replace everything that known records say of themselves; their birth stays.
// Parameters: $p.rows: [{props}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})
WITH c, row, c.born AS born
SET c = row.props, c.born = born
