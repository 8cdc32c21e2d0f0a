// Purpose: whether nobody else took a lease since it was taken, though it may have ended.
// Parameters: $p.name, $p.owner
// Returns: mine
OPTIONAL MATCH (l:Lock {name: $p.name})
RETURN coalesce(l.owner = $p.owner, false) AS mine
