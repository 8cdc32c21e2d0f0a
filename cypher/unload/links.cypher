// Purpose: let records carry exactly these identifiers.
// Parameters: $p.rows: [{id, seen_at: null or a time, filed_at: the same, keys, links: [{key, label, type, node, unit, first, last}]}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})
SET c.seen_at = coalesce(row.seen_at, c.seen_at), c.filed_at = row.filed_at
WITH c, row
CALL (c, row) {
  MATCH (c)-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(i:Identifier)
  WHERE NOT i.key IN row.keys
  DELETE r
  WITH DISTINCT i
  // Include: parts/left_alone
}
UNWIND row.links AS i
MERGE (n:Identifier {key: i.key})
ON CREATE SET n += i.node, n:$(i.label)
WITH c, i, n
OPTIONAL MATCH (c)-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(n)
SET r.unit = i.unit, r.first_seen = i.first, r.last_seen = i.last
FOREACH (_ IN CASE WHEN r IS NULL THEN [1] ELSE [] END |
  CREATE (c)-[:$(i.type) {first_seen: i.first, last_seen: i.last, source: c.source, verified: false, unit: i.unit}]->(n))
WITH DISTINCT c
// Include: parts/seen_under
