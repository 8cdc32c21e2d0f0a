// Purpose: the SHARES_HOME edges of some records.
// Parameters: $p.ids
// Returns: rows: a, b, weight, probability, evidence, model
UNWIND $p.ids AS id
MATCH (a:Customer {id: id})-[m:SHARES_HOME]->(b:Customer)
RETURN collect({a: a.id, b: b.id, weight: m.weight, probability: m.probability, evidence: m.evidence,
  model: m.model}) AS rows
