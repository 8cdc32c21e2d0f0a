// Purpose: keep a match model and make it the one in force, in the place of that.
// Parameters: $p.version, $p.document, $p.records, $p.chosen, $p.homes: version of its model of homes,
//             $p.instead_of_next: also in the place of any that was to take over; absent: that one still does
// Returns: nothing
OPTIONAL MATCH (old:Model) WHERE old.version <> $p.version AND (old.in_force OR old.next)
SET old.in_force = false, old.next = CASE WHEN $p.instead_of_next THEN null ELSE old.next END
WITH count(*) AS _
MERGE (m:Model {version: $p.version})
ON CREATE SET m.at = datetime()
// Include: parts/model_edition
SET m.document = $p.document, m.records = $p.records, m.in_force = true, m.chosen = coalesce($p.chosen, m.chosen, false), m.homes = $p.homes,
    m.next = null
