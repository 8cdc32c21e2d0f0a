// Purpose: keep what a load has brought to cookies and devices.
// Parameters: $p.rows: [{key, props: {id, load_id, ...}}], times as ISO texts
// Returns: nothing
UNWIND $p.rows AS row
MATCH (n:Identifier {key: row.key})
MERGE (s:Sightings {id: row.props.id})
SET s = row.props
SET s.first_seen = datetime(row.props.first_seen), s.last_seen = datetime(row.props.last_seen)
MERGE (n)-[:SEEN_IN]->(s)
