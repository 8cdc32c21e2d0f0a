// Purpose: a page of households in the order of their IDs.
// Parameters: $p.after: the last ID of the page before, or '', $p.limit
// Returns: id, name, size, members
MATCH (h:Household)
WHERE h.id > $p.after AND NOT h:Retired
WITH h ORDER BY h.id LIMIT $p.limit
OPTIONAL MATCH (h)<-[:MEMBER_OF]-(i:Individual)
WITH h, i ORDER BY h.id, i.id
WITH h, collect(i.id) AS members
RETURN h.id AS id, h.name AS name, size(members) AS size, members
ORDER BY id
