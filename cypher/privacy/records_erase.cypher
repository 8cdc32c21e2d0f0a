// Purpose: remove records with every link they have.
// Parameters: $p.ids
// Returns: nothing
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
DETACH DELETE c
