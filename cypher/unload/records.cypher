// Purpose: the records of a source that any of these loads had a part in, and which loads had one in each.
// Parameters: $p.source, $p.loads
// Returns: id, source, load_id, also_in, seen_in: loads of visits with the
//          account as they have it: [{load_id, account: or null}], oldest first, hash, at: when a file says that this was so,
//          former: what it said before, oldest first: [{id, until, load_id, also_in, hash, at}],
//          verdicts: of stewards about it, by their IDs, household: its ID
MATCH (:Source {name: $p.source})<-[:FROM]-(c:Customer)
WITH c, COLLECT { MATCH (c)-[:SEEN_IN]->(s:Sightings) RETURN s {.load_id, .account} ORDER BY s.load_id } AS seen_in,
     COLLECT { MATCH (c)-[:WAS]->(f:FormerRecord)
               RETURN f {.id, .until, .load_id, also_in: coalesce(f.also_in, []), .hash, at: coalesce(f.filed_at, f.seen_at)}
               ORDER BY f.until } AS former
WITH c, seen_in, former, [f IN former | f.load_id] AS before, [f IN former | f.also_in] AS confirmed
WHERE any(load IN [c.load_id] + coalesce(c.also_in, []) + [s IN seen_in | s.load_id] + before WHERE load IN $p.loads)
   OR any(loads IN confirmed WHERE any(load IN loads WHERE load IN $p.loads))
RETURN c.id AS id, c.source AS source, c.load_id AS load_id, coalesce(c.also_in, []) AS also_in, seen_in, c.hash AS hash,
       coalesce(c.filed_at, c.seen_at) AS at, former,
       [(c)-[v:MUST_LINK|CANNOT_LINK]-() | elementId(v)] AS verdicts,
       head([(c)-[:IDENTIFIES]->(:Individual)-[:MEMBER_OF]->(h:Household) | h.id]) AS household
