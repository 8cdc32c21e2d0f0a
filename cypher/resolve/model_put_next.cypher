// Purpose: keep a match model that takes over with the next resolve, in the place of any other that was to. The one in
//          force already has nothing to take over.
// Parameters: $p.version, $p.document, $p.records, $p.chosen, $p.homes: version of its model of homes
// Returns: nothing
OPTIONAL MATCH (old:Model) WHERE old.next
SET old.next = null
WITH count(*) AS _
MERGE (m:Model {version: $p.version})
ON CREATE SET m.at = datetime(), m.in_force = false
// Include: parts/model_edition
SET m.document = $p.document, m.records = $p.records, m.chosen = $p.chosen, m.homes = $p.homes,
    m.next = CASE WHEN m.in_force THEN null ELSE true END
