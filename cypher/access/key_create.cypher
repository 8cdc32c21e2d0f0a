// Purpose: keep a new key, of which the graph knows the hash alone.
// Parameters: $p.key: properties, $p.days: until it expires, or null
// Returns: key: its properties
CREATE (k:ApiKey)
SET k = $p.key, k.created_at = datetime(),
    k.expires_at = CASE WHEN $p.days IS NOT NULL THEN datetime() + duration({days: $p.days}) END
RETURN properties(k) AS key
