// Purpose: everything that records say and once said, to look for it elsewhere.
// Parameters: $p.ids
// Returns: record: its properties
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
CALL (c) {
  RETURN properties(c) AS record
  UNION ALL
  MATCH (c)-[:WAS]->(f:FormerRecord)
  RETURN properties(f) AS record
}
RETURN record
