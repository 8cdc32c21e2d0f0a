// Purpose: whether events come as this source: a write key has its name, or it is in the data catalogue and no file was loaded as it.
// Parameters: $p.name
// Returns: told
OPTIONAL MATCH (s:Source {name: $p.name})
RETURN EXISTS { MATCH (k:ApiKey {role: 'tracking', name: $p.name}) WHERE k.revoked_at IS NULL }
  OR s IS NOT NULL AND s.rows IS NULL AND NOT EXISTS { MATCH (:Load {source: $p.name}) } AS told
