// Purpose: note which loads a record, or what it said before, is due to, now that others are taken back.
// Parameters: $p.rows: [{id, former: false or the ID of what it said before, load_id, also_in: list or null}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.id})
OPTIONAL MATCH (c)-[:WAS]->(f:FormerRecord {id: row.former})
WITH row, coalesce(f, c) AS n
SET n.load_id = row.load_id, n.also_in = row.also_in
