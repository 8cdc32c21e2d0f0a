// Purpose: the cookies, devices and records to which loads of visits brought something.
// Parameters: $p.loads
// Returns: key: of an identifier, or null, record: or null
UNWIND $p.loads AS load
MATCH (s:Sightings {load_id: load})<-[:SEEN_IN]-(n)
RETURN DISTINCT n.key AS key, CASE WHEN n:Customer THEN n.id END AS record
