// Purpose: some source records, as much of them as deriving needs, and which of the values that they carry are hubs.
// Parameters: $p.ids, $p.columns: property names, $p.nights: visits by night that make an address a home
// Returns: over: token, most and key; rows: record, born, seen_at, trust, deduplicated_in, mark, values, keys, content, carries,
//          called, waits, blocked, held: name and why, individual, signs_in, visits: what is evidence of who lives together of where
//          it signed in
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
OPTIONAL MATCH (c)-[:FROM]->(s:Source)
WITH c, s, properties(c) AS all
WITH collect({
  // Include: parts/said
  , trust: s.trust, deduplicated_in: CASE WHEN s.deduplicated THEN s.name END,
  held: CASE WHEN c:HeldBack THEN {name: coalesce(c.held_under, c.touched), why: c.held} END,
  individual: head([(c)-[:IDENTIFIES]->(i:Individual) | i.id]),
  signs_in: EXISTS { (c)-[:USES_COOKIE|USES_DEVICE]->(:Cookie|Device) },
  visits: COLLECT {
    MATCH (c)-[:USES_COOKIE|USES_DEVICE]->(x:Cookie|Device)
    // Include: parts/signed_in_on
    RETURN {record: c.id, label: label, value: value, ips: ips}
  }
}) AS rows
CALL (rows) {
  // Include: parts/carried
}
RETURN carried AS over, rows
