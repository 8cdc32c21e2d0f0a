// Purpose: forget what loads of visits brought to some cookies, devices and records.
// Parameters: $p.loads, $p.keys, $p.ids
// Returns: nothing
CALL () {
  UNWIND $p.keys AS key
  MATCH (n:Identifier {key: key})
  RETURN n
  UNION ALL
  UNWIND $p.ids AS id
  MATCH (n:Customer {id: id})
  RETURN n
}
MATCH (n)-[:SEEN_IN]->(s:Sightings)
WHERE s.load_id IN $p.loads
DETACH DELETE s
