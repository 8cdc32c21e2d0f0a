// Purpose: households that nobody is in any more: pointing at the one where their first person lives now.
// Parameters: $p.rows: [{id, into}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (h:Household {id: row.id})
SET h:Retired
REMOVE h.size, h.name
WITH h, row
OPTIONAL MATCH (h)-[old:MERGED_INTO]->()
DELETE old
WITH DISTINCT h, row
OPTIONAL MATCH (:Identifier)-[stale:MEMBER_OF]->(h)
DELETE stale
WITH DISTINCT h, row
MATCH (into:Household {id: row.into})
MERGE (h)-[m:MERGED_INTO]->(into)
ON CREATE SET m.at = datetime()
