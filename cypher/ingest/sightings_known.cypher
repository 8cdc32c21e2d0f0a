// Purpose: what a load has brought so far to cookies and devices.
// Parameters: $p.ids: of sightings
// Returns: id, brought: its properties
UNWIND $p.ids AS id
MATCH (s:Sightings {id: id})
RETURN s.id AS id, properties(s) AS brought
