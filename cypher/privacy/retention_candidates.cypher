// Purpose: records that were not heard of for long; whether their people were is asked next.
// Parameters: $p.sources, $p.before
// Returns: id
MATCH (s:Source)<-[:FROM]-(c:Customer)
WHERE s.name IN $p.sources AND c.seen_at < $p.before
RETURN c.id AS id
