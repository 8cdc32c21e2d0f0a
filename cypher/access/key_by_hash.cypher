// Purpose: the key whose secret has this hash.
// Parameters: $p.hash
// Returns: key: its properties, usable: neither revoked nor expired
MATCH (k:ApiKey {hash: $p.hash})
RETURN properties(k) AS key,
       k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > datetime()) AS usable
