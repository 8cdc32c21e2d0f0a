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
CALL (i, records) {
  UNWIND records AS record
  MATCH (c:Customer {id: record})
  CALL (c) {
    OPTIONAL MATCH (c)-[old:IDENTIFIES]->(was:Individual)
    DELETE old
    RETURN collect(was) AS former
  }
  CREATE (c)-[:IDENTIFIES {since: datetime()}]->(i)
  RETURN collect(former) AS formers
}
WITH reduce(all = [i], former IN formers | all + former) AS touched
// Include: parts/forget
