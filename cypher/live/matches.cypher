// Purpose: the MATCHES edges among some records.
// Parameters: $p.ids
// Returns: rows: a, b, weight, probability, evidence, model, accepted, reason, basis
UNWIND $p.ids AS id
MATCH (a:Customer {id: id})-[m:MATCHES]->(b:Customer)
RETURN collect({a: a.id, b: b.id, weight: m.weight, probability: m.probability, evidence: m.evidence,
  model: m.model, accepted: m.accepted, reason: m.reason, basis: m.basis}) AS rows
