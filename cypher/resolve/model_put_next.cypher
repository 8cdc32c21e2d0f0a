// Purpose: keep a match model that takes over with the next resolve, in the place of any other that was to. The one in
//          force already has nothing to take over: what stands was derived by it as it is.
// Parameters: $p.version, $p.document, $p.records, $p.chosen, $p.homes: version of its model of homes; $p.usable: whether the one in force can be read
// Returns: takes_over
OPTIONAL MATCH (old:Model) WHERE old.next
SET old.next = null
WITH count(*) AS _
MERGE (m:Model {version: $p.version})
ON CREATE SET m.at = datetime(), m.in_force = false
SET m.chosen = $p.chosen
WITH m
CALL (m) {
  WITH m WHERE NOT (m.in_force AND $p.usable)
  // Include: parts/model_edition
  SET m.document = $p.document, m.records = $p.records, m.homes = $p.homes, m.next = CASE WHEN m.in_force THEN null ELSE true END
}
RETURN NOT (m.in_force AND $p.usable) AS takes_over
