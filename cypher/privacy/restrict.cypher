// Purpose: restrict the processing of records, or lift that.
// Parameters: $p.ids, $p.restricted: true or null
// Returns: id: of those for which that is news
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
WHERE coalesce(c.restricted, false) <> coalesce($p.restricted, false)
SET c.restricted = $p.restricted
WITH c
WITH c, [(c)-[:IDENTIFIES]->(i:Individual) | i] AS touched
// Include: parts/forget
RETURN c.id AS id
