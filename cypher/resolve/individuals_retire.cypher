// Purpose: individuals that were merged away: empty, and pointing at the one that holds their first record now.
// Parameters: $p.rows: [{id, into}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (i:Individual {id: row.id})
SET i:Retired
REMOVE i.size, i.name, i.keys, i.building
WITH i, row
OPTIONAL MATCH (i)-[old:MEMBER_OF|MERGED_INTO]->()
DELETE old
WITH DISTINCT i, row
OPTIONAL MATCH (x:Identifier)-[stale:IDENTIFIES]->(i)
WITH i, row, collect(stale) AS stales, [i] + collect(x) AS touched
// Include: parts/forget
FOREACH (stale IN stales | DELETE stale)
WITH i, row
MATCH (into:Individual {id: row.into})
MERGE (i)-[m:MERGED_INTO]->(into)
ON CREATE SET m.at = datetime()
