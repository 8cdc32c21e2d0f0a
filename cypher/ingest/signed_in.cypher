// Purpose: a record for each account that signed in. Its identifiers are attached by `signed_in_on`. A resolve that begins
//          waits for this to be committed, or it is seen to run: setting a property takes its lock. Records are held before, in
//          the order in which everybody locks (`track/quick`). Of one that a file told of, `filed_at` is when: a hash of the account
//          alone is one of visits.
// Parameters: $p.source, $p.rows: [{props, seen_at: an ISO text}], sorted by id
// Returns: rows: id: records of which something was heard later than before, where a record that is newer than it was before
//          may have named their person
MATCH (s:Source {name: $p.source})
UNWIND $p.rows AS row
WITH s, row, datetime(row.seen_at) AS seen_at
MERGE (c:Customer {id: row.props.id})
ON CREATE SET c += row.props, c.seen_at = seen_at
ON MATCH SET c.source = row.props.source
MERGE (c)-[:FROM]->(s)
WITH collect({c: c, seen_at: seen_at, by_visit: c.hash = row.props.hash}) AS held
OPTIONAL MATCH (r:Lock {name: 'resolve'}) USING SCAN r:Lock
SET r.name = 'resolve'
WITH held, coalesce(r.owner IS NOT NULL AND r.until > datetime(), false) AS resolving
UNWIND held AS one
WITH one.c AS c, one.seen_at AS seen_at, one.by_visit AS by_visit, one.c.seen_at AS before, resolving
WHERE seen_at > before
SET c.filed_at = CASE WHEN NOT by_visit THEN coalesce(c.filed_at, before) END, c.seen_at = seen_at
WITH c, resolving, before
OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
WITH c, i, resolving, before
WHERE resolving OR i IS NULL OR c:Pending OR EXISTS {
  MATCH (i)<-[:IDENTIFIES]-(other:Customer)
  WHERE other <> c AND coalesce(other.said_at, other.seen_at) >= before
}
RETURN collect({id: c.id}) AS rows
