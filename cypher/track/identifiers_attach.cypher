// Purpose: connect records to their identifiers, with when each was first and last told or seen.
// Parameters: $p.rows: [{id, links: [{key, label, type, node, unit, first, last}]}], links sorted by key; times in
//             milliseconds since 1970, which the driver packs many times faster than datetimes
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})
UNWIND row.links AS link
WITH c, link, datetime({epochMillis: link.first}) AS first, datetime({epochMillis: link.last}) AS last
MERGE (n:Identifier {key: link.key})
ON CREATE SET n += link.node, n:$(link.label)
WITH c, link, n, first, last
OPTIONAL MATCH (c)-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|CLAIMS]->(n)
SET r.unit = link.unit,
    r.first_seen = CASE WHEN first < r.first_seen THEN first ELSE r.first_seen END,
    r.last_seen = CASE WHEN last > r.last_seen THEN last ELSE r.last_seen END
FOREACH (_ IN CASE WHEN r IS NULL THEN [1] ELSE [] END |
  CREATE (c)-[:$(link.type) {first_seen: first, last_seen: last, source: c.source, verified: false, unit: link.unit}]->(n))
