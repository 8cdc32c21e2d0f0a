// Purpose: forget what loads of visits brought.
// Parameters: $p.loads
// Returns: nothing
UNWIND $p.loads AS load
MATCH (s:Sightings {load_id: load})
DETACH DELETE s
