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
UNWIND row.links AS link
MERGE (n:Identifier {key: link.key})
ON CREATE SET n += link.node, n:$(link.label)
WITH c, link, n
OPTIONAL MATCH (c)-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(n)
SET r.unit = link.unit, r.first_seen = link.first, r.last_seen = link.last
FOREACH (_ IN CASE WHEN r IS NULL THEN [1] ELSE [] END |
  CREATE (c)-[:$(link.type) {first_seen: link.first, last_seen: link.last, source: c.source, verified: false, unit: link.unit}]->(n))
WITH DISTINCT c
// Include: parts/seen_under
