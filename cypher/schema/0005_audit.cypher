// Purpose: the audit: entries by number, by date (to forget the oldest), and by whom they are about.
// Parameters: none
// Returns: nothing
CREATE CONSTRAINT audit_seq IF NOT EXISTS FOR (n:Audit) REQUIRE n.seq IS UNIQUE;
CREATE CONSTRAINT audit_chain_name IF NOT EXISTS FOR (n:AuditChain) REQUIRE n.name IS UNIQUE;
CREATE INDEX audit_at IF NOT EXISTS FOR (n:Audit) ON (n.at);
CREATE FULLTEXT INDEX audit_subjects IF NOT EXISTS
FOR (n:Audit) ON EACH [n.subjects]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'keyword', `fulltext.eventually_consistent`: true}};
