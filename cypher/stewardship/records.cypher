// Purpose: the records that IDs name; an individual, or one merged away, stands for its oldest record.
// Parameters: $p.ids
// Returns: asked, record
UNWIND $p.ids AS asked
CALL (asked) {
  MATCH (c:Customer {id: asked})
  RETURN c
  UNION
  MATCH (:Individual {id: asked})-[:MERGED_INTO*0..]->(i:Individual)
  WHERE NOT i:Retired
  MATCH (i)<-[:IDENTIFIES]-(oldest:Customer)
  WITH oldest AS c ORDER BY c.born, c.id LIMIT 1
  RETURN c
}
RETURN asked, c.id AS record
