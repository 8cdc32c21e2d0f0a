// Purpose: remove records with every link they have, what they said before, and where they signed in.
// Parameters: $p.ids
// Returns: nothing
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
WITH c, [(c)-[:IDENTIFIES]->(i:Individual) | i] AS touched
// Include: parts/forget
WITH c
OPTIONAL MATCH (c)-[:WAS|SEEN_IN]->(own:FormerRecord|Sightings)
DETACH DELETE own, c
