// Purpose: what is known of a source whose name a new write key would have.
// Parameters: $p.name
// Returns: loaded: whether files are loaded as it, told: whether a record of it counts as evidence
OPTIONAL MATCH (s:Source {name: $p.name})
RETURN s.rows IS NOT NULL OR EXISTS { MATCH (:Load {source: $p.name}) } AS loaded,
       EXISTS { MATCH (s)<-[:FROM]-(c:Customer) WHERE c.claimed IS NULL } AS told
