// Purpose: put records into their individual, new or not, and out of any other.
// Parameters: $p.rows: [{record, individual}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.record})
MERGE (i:Individual {id: row.individual})
WITH c, i
OPTIONAL MATCH (c)-[old:IDENTIFIES]->(:Individual)
DELETE old
WITH DISTINCT c, i
CREATE (c)-[:IDENTIFIES {since: datetime()}]->(i)
