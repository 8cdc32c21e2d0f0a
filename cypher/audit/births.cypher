// Purpose: the births of records: pseudonyms, which their IDs need not be.
// Parameters: $p.ids
// Returns: id, born
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
RETURN id, c.born AS born
