// Purpose: attach cookies and devices to their one individual, or to the household of the several, or to nobody.
// Parameters: $p.rows: [{key, individual, household}], either or both null
// Returns: nothing
UNWIND $p.rows AS row
MATCH (x:Identifier {key: row.key})
OPTIONAL MATCH (x)-[old:IDENTIFIES|MEMBER_OF]->()
DELETE old
WITH DISTINCT x, row
OPTIONAL MATCH (i:Individual {id: row.individual})
OPTIONAL MATCH (h:Household {id: row.household})
FOREACH (_ IN CASE WHEN i IS NULL THEN [] ELSE [1] END | CREATE (x)-[:IDENTIFIES {since: datetime()}]->(i))
FOREACH (_ IN CASE WHEN h IS NULL THEN [] ELSE [1] END | CREATE (x)-[:MEMBER_OF {since: datetime()}]->(h))
