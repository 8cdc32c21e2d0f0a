// Purpose: the newest entries of the audit that are about any of some subjects, newest first. An index over the subjects of
// whole pages finds these, by their last entries. The newest entries are in no page yet; of the last pages that are, the
// index may not know while their commit is being applied.
// Parameters: $p.subjects: IDs, $p.query: the same, quoted and joined by OR, $p.limit, $p.action: only actions that contain
// it, or '', $p.role: only of this role, or null, $p.since: or null, $p.page: entries of a page, $p.unpaged: how many
// entries are brought into pages at once
// Returns: seq, at, role, caller, action, subjects, purpose, details
CALL () {
  CALL db.index.fulltext.queryNodes('audit_about', $p.query) YIELD node AS last
  RETURN last.seq - $p.page AS after, last.seq AS until
  UNION ALL
  MATCH (h:AuditChain {name: 'audit'})
  RETURN coalesce(h.paged, 0) - $p.unpaged AS after, h.seq AS until
}
CALL (after, until) {
  MATCH (a:Audit)
  WHERE after < a.seq <= until
  RETURN a
}
WITH DISTINCT a
WHERE any(subject IN a.subjects WHERE subject IN $p.subjects)
  AND a.action CONTAINS $p.action AND ($p.role IS NULL OR a.role = $p.role) AND ($p.since IS NULL OR a.at >= $p.since)
RETURN a.seq AS seq, toString(a.at) AS at, a.role AS role, a.caller AS caller, a.action AS action,
       a.subjects AS subjects, a.purpose AS purpose, a.details AS details
ORDER BY seq DESC
LIMIT $p.limit
