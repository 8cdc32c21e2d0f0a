// Purpose: what resolution asks of a source.
// Parameters: $p.name
// Returns: trust, deduplicated
MATCH (s:Source {name: $p.name})
RETURN s.trust AS trust, s.deduplicated AS deduplicated
