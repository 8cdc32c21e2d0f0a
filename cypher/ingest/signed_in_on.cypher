// Purpose: note for each account on which cookies and devices it signed in, under which IDs, and when.
// Parameters: $p.rows: [{props: {id}, links: [{key, label, type, node, first, last}]}],
//             `first` and `last`: [seconds, nanoseconds] since 1970
// Returns: rows: id: records that signed in, or under an ID, where they had not before
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})
WITH c, row, [(c)-[:IDENTIFIES]->(person:Individual) | person] AS touched
// Include: parts/forget
UNWIND row.links AS i
MERGE (n:Identifier {key: i.key})
ON CREATE SET n += i.node, n:$(i.label)
WITH c, i, n, datetime.fromEpoch(i.first[0], i.first[1]) AS first,
  datetime.fromEpoch(i.last[0], i.last[1]) AS last
OPTIONAL MATCH (c)-[r:USES_COOKIE|USES_DEVICE|HAS_ID]->(n)
SET r.first_seen = CASE WHEN first < r.first_seen THEN first ELSE r.first_seen END,
    r.last_seen = CASE WHEN last > r.last_seen THEN last ELSE r.last_seen END
FOREACH (_ IN CASE WHEN r IS NULL THEN [1] ELSE [] END |
  CREATE (c)-[:$(i.type) {first_seen: first, last_seen: last, source: c.source, verified: false}]->(n))
WITH c, r, n
WHERE r IS NULL
WITH c, max(n:ExternalId) AS under_another
CALL (c, under_another) {
  WITH c WHERE under_another
  // Include: parts/seen_under
}
RETURN collect({id: c.id}) AS rows
