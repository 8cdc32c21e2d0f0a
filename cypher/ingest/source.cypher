// Purpose: note in the data catalogue that a source is being loaded. What is not said now stays as it was said before.
// Parameters: $p.name, $p.owner, $p.trust, $p.licence, $p.deduplicated
// Returns: nothing
MERGE (s:Source {name: $p.name})
SET s.owner = coalesce($p.owner, s.owner), s.trust = coalesce($p.trust, s.trust), s.licence = coalesce($p.licence, s.licence),
    s.deduplicated = coalesce($p.deduplicated, s.deduplicated)
