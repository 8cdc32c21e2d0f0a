// Purpose: bring entries of the audit into pages: the last one of each says whom any of them is about.
// Parameters: $p.after: the number before the first, $p.until: the last, both multiples of $p.page
// Returns: nothing
UNWIND range($p.after, $p.until - $p.page, $p.page) AS after
CALL (after) {
  MATCH (a:Audit)
  WHERE after < a.seq <= after + $p.page
  UNWIND a.subjects AS subject
  WITH after, collect(DISTINCT subject) AS about
  MATCH (last:Audit {seq: after + $p.page})
  SET last.about = about
}
WITH count(*) AS pages
MATCH (h:AuditChain {name: 'audit'})
SET h.paged = $p.until
