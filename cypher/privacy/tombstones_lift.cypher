// Purpose: take tombstones away.
// Parameters: $p.ids
// Returns: lifted: how many
UNWIND $p.ids AS id
MATCH (t:Tombstone {id: id})
DELETE t
RETURN count(*) AS lifted
