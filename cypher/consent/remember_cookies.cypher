// Purpose: remember what cookies are allowed for, and until when that holds.
// Parameters: $p.rows: [{key, may, until}], $p.rules: what it was worked out by, $p.at: when, in seconds since 1970
// Returns: nothing
UNWIND $p.rows AS row
MATCH (x:Cookie&Identifier {key: row.key})
SET x.may = row.may, x.may_by = $p.rules, x.may_from = $p.at, x.may_until = row.until
