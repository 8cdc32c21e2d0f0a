// Purpose: entries of the audit are found in pages, by the subjects of all entries of a page, which stand at its last one: an
//          index of single entries cost the server as much as the look-ups that were noted. Entries that are there are pages.
// Parameters: none
// Returns: nothing
DROP INDEX audit_subjects IF EXISTS;
MATCH (a:Audit)
WHERE a.about IS NULL AND size(a.subjects) > 0
CALL (a) {
  SET a.about = a.subjects, a.about_after = a.seq - 1
} IN TRANSACTIONS OF 10000 ROWS;
CREATE FULLTEXT INDEX audit_about IF NOT EXISTS
FOR (n:Audit) ON EACH [n.about]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'keyword', `fulltext.eventually_consistent`: true}};
