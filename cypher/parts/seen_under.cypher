// What a record `c` that only visits told of says of itself: the IDs that its person was seen under, in a defined order. What
// a file tells of the person itself holds as the file has it.
MATCH (:Load {id: c.load_id, kind: 'visits'})
WITH c, COLLECT { MATCH (c)-[:HAS_ID]->(x:ExternalId) RETURN x.key AS key ORDER BY key } AS ids
SET c.std_external_id = reduce(joined = head(ids), id IN tail(ids) | joined + '|' + id)
