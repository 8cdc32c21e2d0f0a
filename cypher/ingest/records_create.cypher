// Purpose: write new records with their identifiers; they wait to be resolved. Label and relationship type come with
//          each identifier: one pass over the rows is faster than a statement for each of the six.
// Parameters: $p.source, $p.rows: [{props, identifiers: [{key, label, type, node, unit}]}], times as ISO texts
// Returns: nothing
MATCH (s:Source {name: $p.source})
UNWIND $p.rows AS row
CREATE (c:Customer:Pending)
SET c = row.props, c.seen_at = datetime(row.props.seen_at)
CREATE (c)-[:FROM]->(s)
WITH c, row
UNWIND row.identifiers AS i
MERGE (n:Identifier {key: i.key})
ON CREATE SET n += i.node, n:$(i.label), n.first_seen = datetime(i.node.first_seen), n.last_seen = datetime(i.node.last_seen)
CREATE (c)-[r:$(i.type) {first_seen: c.seen_at, last_seen: c.seen_at, source: c.source, verified: false, unit: i.unit}]->(n)
