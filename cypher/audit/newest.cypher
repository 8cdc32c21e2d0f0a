// Purpose: the newest entries of the audit, newest first.
// Parameters: $p.limit, $p.action: only actions that contain it, or '', $p.role: only of this role, or null, $p.since: or null
// Returns: seq, at, role, caller, action, subjects, purpose, details
MATCH (a:Audit)
WHERE a.seq > 0 AND a.action CONTAINS $p.action AND ($p.role IS NULL OR a.role = $p.role)
  AND ($p.since IS NULL OR a.at >= $p.since)
RETURN a.seq AS seq, toString(a.at) AS at, a.role AS role, a.caller AS caller, a.action AS action,
       a.subjects AS subjects, a.purpose AS purpose, a.details AS details
ORDER BY seq DESC
LIMIT $p.limit
