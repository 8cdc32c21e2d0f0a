// Purpose: remove identifiers with all that was said and seen there.
// Parameters: $p.keys
// Returns: nothing
UNWIND $p.keys AS key
MATCH (x:Identifier {key: key})
// Include: parts/around
// Include: parts/forget
WITH x
OPTIONAL MATCH (x)-[:HAS_CONSENT]->(k:Consent)
WHERE NOT EXISTS { (k)<-[:HAS_CONSENT]-(other:Identifier) WHERE NOT other.key IN $p.keys }
OPTIONAL MATCH (x)-[:SEEN_IN]->(s:Sightings)
DETACH DELETE s, k, x
