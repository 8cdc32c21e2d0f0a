// Purpose: what was inferred from comparing a person's records with each other and with others', and what stewards said.
// The others are not named.
// Parameters: $p.ids: of the records
// Returns: type, link, a: a record of theirs, b: another of theirs, or null for somebody else's
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})-[m:MATCHES|SHARES_HOME|MUST_LINK|CANNOT_LINK]-(o:Customer)
WHERE NOT o.id IN $p.ids OR id < o.id
RETURN type(m) AS type, properties(m) AS link, id AS a, CASE WHEN o.id IN $p.ids THEN o.id END AS b
ORDER BY a, b, type, link.weight DESC
