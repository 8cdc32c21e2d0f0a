// Purpose: of records that were told the same again, those of which something may be another now: people with several
//          records, whose newest name holds, and whoever is not resolved yet or is being resolved with everybody.
// Parameters: $p.ids
// Returns: rows: id
OPTIONAL MATCH (r:Lock {name: 'resolve'}) WHERE r.owner IS NOT NULL AND r.until > datetime()
WITH r IS NOT NULL AS resolving
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
WITH c, i, resolving
WHERE resolving OR i IS NULL OR i.size > 1 OR c:Pending
RETURN collect({id: c.id}) AS rows
