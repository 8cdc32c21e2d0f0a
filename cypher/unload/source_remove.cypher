// Purpose: take a source that nothing is from any more out of the data catalogue.
// Parameters: $p.name
// Returns: nothing
MATCH (s:Source {name: $p.name})
WHERE NOT EXISTS { (s)<-[:FROM]-() }
DETACH DELETE s
