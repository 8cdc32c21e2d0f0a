// Purpose: keep a match model and make it the one in force.
// Parameters: $p.version, $p.document, $p.records, $p.chosen, $p.homes: version of its model of homes
// Returns: nothing
OPTIONAL MATCH (old:Model) WHERE old.in_force AND old.version <> $p.version
SET old.in_force = false
WITH count(*) AS _
MERGE (m:Model {version: $p.version})
ON CREATE SET m.at = datetime()
SET m.document = $p.document, m.records = $p.records, m.in_force = true, m.chosen = coalesce($p.chosen, m.chosen, false), m.homes = $p.homes
