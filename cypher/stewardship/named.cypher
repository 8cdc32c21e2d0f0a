// Purpose: the pairs of records that a verdict about these two IDs was given for, at least one of them an individual's: who is
//          one person by now has one oldest record, and had two when it was said.
// Parameters: $p.ids: both, sorted
// Returns: a, b
UNWIND $p.ids AS asked
MATCH (:Individual {id: asked})-[:MERGED_INTO*0..]->(i:Individual)
WHERE NOT i:Retired
MATCH (i)<-[:IDENTIFIES]-(c:Customer)-[v:MUST_LINK|CANNOT_LINK]-(:Customer)
WHERE v.named = $p.ids
RETURN DISTINCT startNode(v).id AS a, endNode(v).id AS b
