// Purpose: note that these events are counted; those that were not before come back. Of two who bring the same event at
//          once, the second waits here for the first. Then hold identifiers, as `track/identifiers_lock` does.
// Parameters: $p.ids: hashes of source and messageId, sorted; $p.day: the day as a number; $p.keys: cookies and devices, sorted
// Returns: rows: id
UNWIND $p.ids AS id
MERGE (m:Message {id: id})
WITH m
WHERE m.day IS NULL
SET m.day = $p.day
WITH collect({id: m.id}) AS rows
CALL (rows) {
  UNWIND $p.keys AS key
  MATCH (n:Identifier {key: key})
  SET n.value = n.value
}
RETURN rows
