// Purpose: individuals, and those retired in favour of them, as they stand.
// Parameters: $p.individuals
// Returns: rows: id, name, size, household, into, keys, building
UNWIND $p.individuals AS id
MATCH (:Individual {id: id})<-[:MERGED_INTO*0..]-(i:Individual)
WITH DISTINCT i
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
OPTIONAL MATCH (i)-[:MERGED_INTO]->(into:Individual)
RETURN collect({id: i.id, name: i.name, size: i.size, household: h.id, into: into.id, keys: i.keys,
  building: i.building}) AS rows
