// Purpose: all that records say and said, and where loads of visits have seen them sign in.
// Parameters: $p.ids
// Returns: id, now: properties, former: properties, oldest first, seen: [{key, value, label, first, last}]
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
RETURN c.id AS id, properties(c) AS now,
       COLLECT { MATCH (c)-[:WAS]->(f:FormerRecord) RETURN properties(f) ORDER BY f.until } AS former,
       COLLECT { MATCH (c)-[:SEEN_IN]->(:Sightings)-[r:SEEN_WITH]->(x:Identifier)
                 RETURN {key: x.key, value: x.value, label: [l IN labels(x) WHERE l <> 'Identifier'][0],
                         first: r.first_seen, last: r.last_seen} } AS seen
