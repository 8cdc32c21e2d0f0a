// Purpose: the newest entries of the audit that are about any of some subjects, newest first. An index over the subjects of
// whole pages finds these, by their last entry; it is brought up to date first, for it lags by moments.
// Parameters: $p.subjects: IDs, $p.query: the same, quoted and joined by OR, $p.limit, $p.action: only actions that contain
// it, or '', $p.role: only of this role, or null, $p.since: or null
// Returns: seq, at, role, caller, action, subjects, purpose, details
CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()
CALL db.index.fulltext.queryNodes('audit_about', $p.query) YIELD node AS last
MATCH (a:Audit)
WHERE last.about_after < a.seq <= last.seq
WITH DISTINCT a
WHERE any(subject IN a.subjects WHERE subject IN $p.subjects)
  AND a.action CONTAINS $p.action AND ($p.role IS NULL OR a.role = $p.role) AND ($p.since IS NULL OR a.at >= $p.since)
RETURN a.seq AS seq, toString(a.at) AS at, a.role AS role, a.caller AS caller, a.action AS action,
       a.subjects AS subjects, a.purpose AS purpose, a.details AS details
ORDER BY seq DESC
LIMIT $p.limit
