// Purpose: connect known records to the identifiers they have now.
// Parameters: $p.rows: [{props: {id}, identifiers: [{key, label, type, node, unit}]}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})
UNWIND row.identifiers AS i
MERGE (n:Identifier {key: i.key})
ON CREATE SET n += i.node, n:$(i.label)
MERGE (c)-[r:$(i.type)]->(n)
ON CREATE SET r.first_seen = c.seen_at, r.last_seen = c.seen_at, r.source = c.source, r.verified = false
SET r.unit = i.unit, r.last_seen = CASE WHEN r.last_seen < c.seen_at THEN c.seen_at ELSE r.last_seen END
