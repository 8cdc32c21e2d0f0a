// Purpose: a record for each account that signed in, with what it signed in on.
// Parameters: $p.source, $p.rows: [{props, seen_at, links: [{key, label, type, node, first, last}]}]
// Returns: nothing
MATCH (s:Source {name: $p.source})
UNWIND $p.rows AS row
MERGE (c:Customer {id: row.props.id})
ON CREATE SET c += row.props, c.seen_at = row.seen_at
SET c.seen_at = CASE WHEN row.seen_at > c.seen_at THEN row.seen_at ELSE c.seen_at END
MERGE (c)-[:FROM]->(s)
WITH c, row
UNWIND row.links AS i
MERGE (n:Identifier {key: i.key})
ON CREATE SET n += i.node, n:$(i.label)
MERGE (c)-[r:$(i.type)]->(n)
ON CREATE SET r.first_seen = i.first, r.last_seen = i.last, r.source = c.source, r.verified = false
SET r.first_seen = CASE WHEN i.first < r.first_seen THEN i.first ELSE r.first_seen END,
    r.last_seen = CASE WHEN i.last > r.last_seen THEN i.last ELSE r.last_seen END
