// Purpose: what was inferred from comparing a person's records, browsers and devices with each other and with others', and
// what stewards said; TOUCHES: alike enough to compare all that is known of both. The others are not named.
// Parameters: $p.ids: of the records, $p.keys: of the identifiers that are the person's alone
// Returns: type, link, a: one of theirs, b: another of theirs, or null, kind: what b is
CALL () {
  UNWIND $p.ids AS id
  MATCH (n:Customer {id: id})
  RETURN n, id AS a
  UNION
  UNWIND $p.keys AS key
  MATCH (n:Identifier {key: key})
  RETURN n, key AS a
}
MATCH (n)-[m:MATCHES|SHARES_HOME|TOUCHES|MUST_LINK|CANNOT_LINK]-(o)
WITH n, a, m, o, coalesce(o.id, o.key) AS b
WITH n, a, m, o, CASE WHEN b IN $p.ids OR b IN $p.keys THEN b END AS b
WHERE b IS NULL OR startNode(m) = n
RETURN type(m) AS type, properties(m) AS link, a, b, toLower(head([l IN labels(o) WHERE l <> 'Identifier'])) AS kind
ORDER BY a, b, type, link.weight DESC
