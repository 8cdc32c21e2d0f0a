// Purpose: what the data catalogue says of a source by the loads that are left.
// Parameters: $p.name, $p.props: a null removes
// Returns: nothing
MATCH (s:Source {name: $p.name})
SET s += $p.props
