// Purpose: connect known records to the identifiers they have now. No MERGE of the relationship: with a type that
//          comes as data Neo4j would walk every relationship there is. A cookie that is somebody's from now on was not
//          among those that `ingest/records_change` forgot.
// Parameters: $p.rows: [{props: {id}, identifiers: [{key, label, type, node, unit}]}], times as ISO texts
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})
UNWIND row.identifiers AS i
MERGE (n:Identifier {key: i.key})
ON CREATE SET n += i.node, n:$(i.label), n.first_seen = datetime(i.node.first_seen), n.last_seen = datetime(i.node.last_seen)
WITH c, i, n
OPTIONAL MATCH (c)-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(n)
SET r.unit = i.unit, r.first_seen = CASE WHEN r.first_seen > c.seen_at THEN c.seen_at ELSE r.first_seen END,
    r.last_seen = CASE WHEN r.last_seen < c.seen_at THEN c.seen_at ELSE r.last_seen END
FOREACH (_ IN CASE WHEN r IS NULL THEN [1] ELSE [] END |
  CREATE (c)-[:$(i.type) {first_seen: c.seen_at, last_seen: c.seen_at, source: c.source, verified: false, unit: i.unit}]->(n))
WITH c, r
WHERE r IS NULL
WITH DISTINCT c
WITH [(c)-[:IDENTIFIES]->(person:Individual) | person] AS touched
// Include: parts/forget
