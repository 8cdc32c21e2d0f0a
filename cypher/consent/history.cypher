// Purpose: every consent statement about an individual, or about the successor of a retired one, and what there is to know
// to tell which of them count.
// Parameters: $p.id, $p.purpose: null, for every purpose, $p.asks: true, $p.hides: false
// Returns: id, said, statements: [{.., key}], newest first
MATCH (:Individual {id: $p.id})-[:MERGED_INTO*0..]->(i:Individual)
WHERE NOT i:Retired
WITH i LIMIT 1
// Include: parts/consents
CALL (said) {
  UNWIND said AS row
  UNWIND row[3] AS carried
  UNWIND carried[2] AS one
  WITH DISTINCT carried[0] AS key, one[0] AS id
  MATCH (k:Consent {id: id})
  WITH key, k ORDER BY k.at DESC, key, k.id
  RETURN collect(k {.id, .purpose, .channel, .status, .source, .lawful_basis, .text_version, .form, .request_id, key: key,
                    at: toString(k.at), confirmed: toString(k.confirmed)}) AS statements
}
RETURN i.id AS id, said, statements
