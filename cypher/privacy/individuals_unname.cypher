// Purpose: take the names from individuals none of whose records is left, and from households where nobody else is; the
//          next resolve removes them.
// Parameters: $p.ids
// Returns: nothing
UNWIND $p.ids AS id
MATCH (i:Individual {id: id})
WHERE NOT EXISTS { (i)<-[:IDENTIFIES]-(:Customer) }
REMOVE i.name, i.keys, i.building
WITH i
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
WHERE NOT EXISTS { (h)<-[:MEMBER_OF]-(:Individual)<-[:IDENTIFIES]-(:Customer) }
REMOVE h.name
