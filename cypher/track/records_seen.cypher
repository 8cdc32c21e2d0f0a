// Purpose: note when records were heard of that say nothing new, and on which of their identifiers.
// Parameters: $p.rows: [{id, seen_at, said_at, told_at: none where it is as before, links: [{key, first, last}]}]: ISO texts;
//             of links milliseconds since 1970
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})
SET c.seen_at = datetime(row.seen_at), c.said_at = datetime(row.said_at),
    c.told_at = coalesce(row.told_at, c.told_at)
WITH c, row
UNWIND row.links AS i
MATCH (n:Identifier {key: i.key})
MATCH (c)-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|CLAIMS]->(n)
WITH r, datetime({epochMillis: i.first}) AS first, datetime({epochMillis: i.last}) AS last
SET r.first_seen = CASE WHEN first < r.first_seen THEN first ELSE r.first_seen END,
    r.last_seen = CASE WHEN last > r.last_seen THEN last ELSE r.last_seen END
