// Purpose: individuals by ID, enough to choose between them.
// Parameters: $p.ids, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden
// Returns: id, name, size, household, said, cards
UNWIND $p.ids AS id
MATCH (i:Individual {id: id})
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
// Include: parts/consents
// Include: parts/cards
RETURN i.id AS id, i.name AS name, i.size AS size, h.id AS household, said, cards
ORDER BY name, id
