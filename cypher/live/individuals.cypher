// Purpose: individuals, and those retired in favour of them, as they stand.
// Parameters: $p.individuals
// Returns: id, name, size, household, into, keys, building
UNWIND $p.individuals AS id
MATCH (:Individual {id: id})<-[:MERGED_INTO*0..]-(i:Individual)
WITH DISTINCT i
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
OPTIONAL MATCH (i)-[:MERGED_INTO]->(into:Individual)
RETURN i.id AS id, i.name AS name, i.size AS size, h.id AS household, into.id AS into, i.keys AS keys, i.building AS building
