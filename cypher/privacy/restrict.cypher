// Purpose: restrict the processing of records, or lift that.
// Parameters: $p.ids, $p.restricted: true or null
// Returns: id: of those for which that is news
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
WHERE coalesce(c.restricted, false) <> coalesce($p.restricted, false)
SET c.restricted = $p.restricted
RETURN c.id AS id
