// Purpose: replace everything that known records say of themselves; their birth, and a restriction, stay.
// Parameters: $p.rows: [{props}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})
WITH c, row, c.born AS born, c.restricted AS restricted
SET c = row.props, c.born = born, c.restricted = restricted
