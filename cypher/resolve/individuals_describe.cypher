// Purpose: name, size, household and records of individuals, new or not; one that comes back from retirement is in
//          force again, and a record leaves the individual it was in.
// Parameters: $p.rows: [{id, name, size, household, records: [ids of records that come to it]}]
// Returns: nothing
UNWIND $p.rows AS row
MERGE (i:Individual {id: row.id})
SET i.name = row.name, i.size = row.size
REMOVE i:Retired
MERGE (h:Household {id: row.household})
WITH i, h, row.records AS records
CALL (i, h) {
  MATCH (i)-[old:MEMBER_OF|MERGED_INTO]->(other) WHERE other <> h
  DELETE old
}
MERGE (i)-[m:MEMBER_OF]->(h)
ON CREATE SET m.since = datetime()
WITH i, records
UNWIND records AS record
MATCH (c:Customer {id: record})
CALL (c) {
  MATCH (c)-[old:IDENTIFIES]->(:Individual)
  DELETE old
}
CREATE (c)-[:IDENTIFIES {since: datetime()}]->(i)
