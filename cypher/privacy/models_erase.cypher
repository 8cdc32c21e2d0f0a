// Purpose: remove match models that are not in force.
// Parameters: $p.versions
// Returns: nothing
UNWIND $p.versions AS version
MATCH (m:Model {version: version})
WHERE NOT m.in_force
DELETE m
