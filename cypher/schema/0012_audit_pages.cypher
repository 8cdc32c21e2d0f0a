// Purpose: entries of the audit are found in pages of fifty, by the subjects of all of them, which stand at the last: an index of
//          single entries cost the server as much as the look-ups that were noted. What is there is brought into pages, too.
// Parameters: none
// Returns: nothing
DROP INDEX audit_subjects IF EXISTS;
MATCH (h:AuditChain)
UNWIND range(0, h.seq - 50, 50) AS after
CALL (after) {
  MATCH (a:Audit)
  WHERE after < a.seq <= after + 50
  UNWIND a.subjects AS subject
  WITH after, collect(DISTINCT subject) AS about
  MATCH (last:Audit {seq: after + 50})
  SET last.about = about
} IN TRANSACTIONS OF 200 ROWS
WITH h, max(after + 50) AS until
SET h.paged = until;
CREATE FULLTEXT INDEX audit_about IF NOT EXISTS
FOR (n:Audit) ON EACH [n.about]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'keyword', `fulltext.eventually_consistent`: true}};
