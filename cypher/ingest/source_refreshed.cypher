// Purpose: note in the data catalogue what the last load of a source has read.
// Parameters: $p.name, $p.at, $p.rows, $p.quarantined
// Returns: nothing
MATCH (s:Source {name: $p.name})
SET s.refreshed_at = $p.at, s.rows = $p.rows, s.quarantined = $p.quarantined
