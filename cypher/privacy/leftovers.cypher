// Purpose: individuals that an erasure must leave no node of.
// Parameters: $p.ids
// Returns: id
UNWIND $p.ids AS id
MATCH (i:Individual {id: id})
RETURN i.id AS id
