// Purpose: note that a load brought statements that the ledger has, so that they stay where an earlier load is taken back.
// Parameters: $p.rows: ids of statements, $p.load, $p.most: how many loads to remember
// Returns: nothing
UNWIND $p.rows AS id
MATCH (k:Consent {id: id})
WHERE k.load_id <> $p.load AND NOT $p.load IN coalesce(k.also_in, [])
SET k.also_in = (coalesce(k.also_in, []) + $p.load)[-$p.most..]
