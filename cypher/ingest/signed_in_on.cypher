// Purpose: note for each account on which cookies and devices it signed in, under which IDs, and when.
// Parameters: $p.rows: [{props: {id}, links: [{key, label, type, node, first, last}]}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})
WITH c, row, [(c)-[:IDENTIFIES]->(person:Individual) | person] AS touched
// Include: parts/forget
UNWIND row.links AS i
MERGE (n:Identifier {key: i.key})
ON CREATE SET n += i.node, n:$(i.label)
WITH c, i, n
OPTIONAL MATCH (c)-[r:USES_COOKIE|USES_DEVICE|HAS_ID]->(n)
SET r.first_seen = CASE WHEN i.first < r.first_seen THEN i.first ELSE r.first_seen END,
    r.last_seen = CASE WHEN i.last > r.last_seen THEN i.last ELSE r.last_seen END
FOREACH (_ IN CASE WHEN r IS NULL THEN [1] ELSE [] END |
  CREATE (c)-[:$(i.type) {first_seen: i.first, last_seen: i.last, source: c.source, verified: false}]->(n))
