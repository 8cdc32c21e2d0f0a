// Purpose: let a key open nothing from now on. It stays in the list; revoked twice, the first time counts.
// Parameters: $p.id
// Returns: key: its properties
MATCH (k:ApiKey {id: $p.id})
SET k.revoked_at = coalesce(k.revoked_at, datetime())
RETURN properties(k) AS key
