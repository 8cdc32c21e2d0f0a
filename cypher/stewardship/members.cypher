// Purpose: the records of an individual, or of the one that stands for a retired one.
// Parameters: $p.id
// Returns: individual, record
MATCH (:Individual {id: $p.id})-[:MERGED_INTO*0..]->(i:Individual)
WHERE NOT i:Retired
WITH i LIMIT 1
MATCH (i)<-[:IDENTIFIES]-(c:Customer)
RETURN i.id AS individual, c.id AS record
ORDER BY record
