// Purpose: what is said of a person as a whole, for the person: the derived individual, the IDs it had, its household. The
// household's name is that of all who live there, so it is told only to who lives alone.
// Parameters: $p.id
// Returns: individual, former, household, membership, members, alike_home: how many people probably share the home, as far
// as the two alone say
MATCH (i:Individual {id: $p.id})
OPTIONAL MATCH (i)-[m:MEMBER_OF]->(h:Household)
CALL (i) {
  OPTIONAL MATCH (i)<-[:MERGED_INTO*0..]-(into:Individual)<-[merged:MERGED_INTO]-(old:Individual)
  WITH DISTINCT old, merged ORDER BY old.id
  RETURN collect(old {.*, merged: merged {.*}}) AS former
}
WITH i, m, h, former, COUNT { (h)<-[:MEMBER_OF]-(:Individual) } AS members
RETURN properties(i) AS individual, former, properties(m) AS membership, members,
       COUNT { (i)-[:NEAR]-(:Individual) } AS alike_home,
       CASE WHEN members = 1 THEN properties(h) ELSE h {.id, .size} END AS household
