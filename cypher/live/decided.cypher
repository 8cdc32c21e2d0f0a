// Purpose: records that a steward decided about while nobody could be resolved, also those that were held back before.
// Parameters: $p.most
// Returns: id
MATCH (c:Customer:Pending)
USING SCAN c:Pending
WHERE c.touched STARTS WITH 'decided '
RETURN c.id AS id ORDER BY id LIMIT $p.most
