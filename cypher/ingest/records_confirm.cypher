// Purpose: note that a load found records as they are, so that they stay where an earlier load is taken back. The newest
//          are remembered.
// Parameters: $p.rows: ids of records, $p.load, $p.most: how many loads to remember
// Returns: nothing
UNWIND $p.rows AS id
MATCH (c:Customer {id: id})
WHERE c.load_id <> $p.load
SET c.also_in = (coalesce(c.also_in, []) + $p.load)[-$p.most..]
