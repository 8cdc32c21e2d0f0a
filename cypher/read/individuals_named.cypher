// Purpose: individuals by ID, enough to choose between them.
// Parameters: $p.ids
// Returns: id, name, size, household
UNWIND $p.ids AS id
MATCH (i:Individual {id: id})
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
RETURN i.id AS id, i.name AS name, i.size AS size, h.id AS household
ORDER BY name, id
