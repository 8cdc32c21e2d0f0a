// Purpose: note that these events are counted; those that were not before come back. Of two who bring the same event at
//          once, the second waits here for the first. Then hold the cookies and devices, as `consent/ledger` needs them, and
//          the records of new events, of which comes back what the graph says: all in the order in which everybody locks.
// Parameters: $p.ids: hashes of source and messageId, sorted; $p.day: the day as a number; $p.keys: cookies and devices, sorted;
//             $p.records: [{id, source, events: their hashes, keys: cookies and devices}], sorted by id
// Returns: new: hashes; records: [{id; record: its properties, seen_at and said_at as ISO texts, as the driver takes 50
//          microseconds for each time; keys: of those given, where they signed in before}]
UNWIND $p.ids AS id
MERGE (m:Message {id: id})
WITH m
WHERE m.day IS NULL
SET m.day = $p.day
WITH collect(m.id) AS new
CALL (new) {
  UNWIND CASE WHEN size(new) > 0 THEN $p.keys ELSE [] END AS key
  MATCH (n:Identifier {key: key})
  SET n.value = n.value
}
CALL (new) {
  UNWIND $p.records AS row
  WITH row WHERE any(event IN row.events WHERE event IN new)
  MERGE (c:Customer {id: row.id})
  SET c.source = row.source
  WITH c, row
  RETURN collect({id: c.id, record: c {.*, seen_at: toString(c.seen_at), said_at: toString(c.said_at)}, keys: COLLECT {
    UNWIND row.keys AS key
    MATCH (c)-[:USES_COOKIE|USES_DEVICE|CLAIMS]->(:Identifier {key: key})
    RETURN key
  }}) AS records
}
RETURN new, records
