// Purpose: name, size and household of individuals; one that comes back from retirement is in force again.
// Parameters: $p.rows: [{id, name, size, household}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (i:Individual {id: row.id})
SET i.name = row.name, i.size = row.size
REMOVE i:Retired
MERGE (h:Household {id: row.household})
WITH i, h
OPTIONAL MATCH (i)-[old:MEMBER_OF|MERGED_INTO]->(other) WHERE other <> h
DELETE old
WITH DISTINCT i, h
MERGE (i)-[m:MEMBER_OF]->(h)
ON CREATE SET m.since = datetime()
