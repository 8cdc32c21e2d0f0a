// Purpose: note in the data catalogue that events come from this source, and whether files were loaded as it, too.
// Parameters: $p.name
// Returns: loaded
MERGE (s:Source {name: $p.name})
RETURN s.rows IS NOT NULL OR EXISTS { MATCH (:Load {source: $p.name}) } AS loaded
