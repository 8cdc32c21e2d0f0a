// Purpose: the record and the load that came last, by the IDs that their order goes by.
// Parameters: none
// Returns: id
MATCH (c:Customer)
WHERE c.born > ''
RETURN c.born AS id ORDER BY id DESC LIMIT 1
UNION
MATCH (l:Load)
WHERE l.id > ''
RETURN l.id AS id ORDER BY id DESC LIMIT 1
