// Purpose: all keys there ever were, oldest first.
// Parameters: none
// Returns: key: its properties, usable: neither revoked nor expired
MATCH (k:ApiKey)
RETURN properties(k) AS key,
       k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > datetime()) AS usable
ORDER BY k.id
