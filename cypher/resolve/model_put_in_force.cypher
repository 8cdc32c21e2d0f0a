// Purpose: keep a match model and make it the one in force, in the place of that, and of any that was to take over.
// Parameters: $p.version, $p.document, $p.records, $p.chosen, $p.homes: version of its model of homes
// Returns: nothing
OPTIONAL MATCH (old:Model) WHERE old.version <> $p.version AND (old.in_force OR old.next)
SET old.in_force = false, old.next = null
WITH count(*) AS _
MERGE (m:Model {version: $p.version})
ON CREATE SET m.at = datetime()
SET m.document = $p.document, m.records = $p.records, m.in_force = true, m.chosen = coalesce($p.chosen, m.chosen, false), m.homes = $p.homes,
    m.next = null
