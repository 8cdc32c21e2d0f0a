// Purpose: remember what people allow, until when that holds, and which of their records, cookies and devices a grant covers.
// Parameters: $p.rows: [{id, may, until, records: [{id, covers}], used: [{id: of a record, key, covers}],
// own: [{key, covers}]}], $p.rules: what it was worked out by, $p.at: when, in seconds since 1970
// Returns: nothing
UNWIND $p.rows AS row
MATCH (i:Individual {id: row.id})
SET i.may = row.may, i.may_by = $p.rules, i.may_from = $p.at, i.may_until = row.until
WITH i, row
CALL (i, row) {
  UNWIND row.records AS one
  MATCH (:Customer {id: one.id})-[r:IDENTIFIES]->(i)
  SET r.covers = one.covers
}
CALL (row) {
  UNWIND row.used AS one
  MATCH (:Customer {id: one.id})-[r:USES_COOKIE|USES_DEVICE]->(:Identifier {key: one.key})
  SET r.covers = one.covers
}
CALL (i, row) {
  UNWIND row.own AS one
  MATCH (:Identifier {key: one.key})-[r:IDENTIFIES]->(i)
  SET r.covers = one.covers
}
