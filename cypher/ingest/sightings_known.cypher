// Purpose: what a load has brought so far to cookies and devices.
// Parameters: $p.ids: of sightings
// Returns: id, brought: its properties, times as ISO texts
UNWIND $p.ids AS id
MATCH (s:Sightings {id: id})
RETURN s.id AS id, s {.*, first_seen: toString(s.first_seen), last_seen: toString(s.last_seen)} AS brought
