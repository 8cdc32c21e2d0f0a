// Purpose: of records that a file changed, when visits saw them later than the file says: one that is heard of later is newer,
//          whichever of the two is loaded first.
// Parameters: $p.rows: [{props: {id}}]
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})-[:SEEN_IN]->(:Sightings)-[r:SEEN_WITH]->()
WITH c, max(r.last_seen) AS last
WHERE last > c.seen_at
SET c.filed_at = c.seen_at, c.seen_at = last
