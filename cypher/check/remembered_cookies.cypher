// Purpose: what is remembered of cookies, to be looked at again.
// Parameters: $p.rules: what it must have been worked out by, $p.at: when it must hold
// Returns: key, may
// Scans: all of it is checked
MATCH (x:Cookie)
WHERE x.may_by = $p.rules AND x.may_from <= $p.at AND $p.at < x.may_until
RETURN x.key AS key, x.may AS may
