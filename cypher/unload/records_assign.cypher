// Purpose: note which loads a record, or what it said before, is due to, now that others are taken back.
// Parameters: $p.rows: [{id, former: false or the ID of what it said before, load_id, also_in: list or null, at: when that is
//             so by another load than before, or null}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})
OPTIONAL MATCH (c)-[:WAS]->(f:FormerRecord {id: row.former})
WITH row, coalesce(f, c) AS n
SET n.load_id = row.load_id, n.also_in = row.also_in,
    n.filed_at = CASE WHEN n.filed_at IS NOT NULL THEN coalesce(row.at, n.filed_at) END,
    n.seen_at = CASE WHEN n.filed_at IS NULL THEN coalesce(row.at, n.seen_at) ELSE n.seen_at END
