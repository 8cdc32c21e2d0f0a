// Purpose: the names of records that entries tell of by the ULID they were born with, of those that still exist, by whose they
// are; of whom it is remembered what they allow, that, and which of the records a grant covers; of others what tells it.
// Parameters: $p.born, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden, $p.rules,
// $p.place and $p.at: what must be remembered
// Returns: id, records: [{born, record}], known, shown, said
UNWIND $p.born AS born
MATCH (c:Customer {born: born})-[r:IDENTIFIES]->(i:Individual)
WITH i, collect({born: born, record: c.id}) AS records, collect(CASE WHEN r.covers[$p.place] THEN c.id END) AS shown
// Include: parts/answer
CALL (i, known) {
  WITH i WHERE known IS NULL
  // Include: parts/consents
  RETURN head(collect(said)) AS said
}
RETURN i.id AS id, records, known, shown, said
