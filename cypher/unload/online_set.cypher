// Purpose: what visits say of cookies and devices, now that some are taken back.
// Parameters: $p.rows: [{key, props: a null removes}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (x:Identifier {key: row.key})
SET x += row.props
