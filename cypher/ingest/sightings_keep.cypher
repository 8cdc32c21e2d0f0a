// Purpose: keep what a load has brought to cookies and devices.
// Parameters: $p.rows: [{key, props: {id, load_id, ...}}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (n:Identifier {key: row.key})
MERGE (s:Sightings {id: row.props.id})
SET s = row.props
MERGE (n)-[:SEEN_IN]->(s)
