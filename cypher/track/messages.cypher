// Purpose: note that these events are counted; those that were not before come back. Of two who bring the same event at
//          once, the second waits here for the first.
// Parameters: $p.ids: hashes of source and messageId, sorted, $p.day: the day as a number
// Returns: rows: id
UNWIND $p.ids AS id
MERGE (m:Message {id: id})
WITH m
WHERE m.day IS NULL
SET m.day = $p.day
RETURN collect({id: m.id}) AS rows
