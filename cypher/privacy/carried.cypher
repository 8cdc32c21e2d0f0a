// Purpose: the identifiers of records, and who else carries each. What these only claim to have, others may claim, too.
// Parameters: $p.records: IDs
// Returns: key, label, value, hub, blocked, others: how many other records carry it, individuals: theirs, at most 100, unresolved:
// how many of these records are nobody's yet, or wait to be resolved anew, as they may be somebody else's then
UNWIND $p.records AS record
MATCH (:Customer {id: record})-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|CLAIMS]->(x:Identifier)
WITH x, any(carries IN collect(type(r)) WHERE carries <> 'CLAIMS') AS has
OPTIONAL MATCH (x)<-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|CLAIMS]-(other:Customer)
WHERE NOT other.id IN $p.records AND (type(r) <> 'CLAIMS' OR NOT has)
OPTIONAL MATCH (other)-[:IDENTIFIES]->(i:Individual)
WITH x, count(DISTINCT other) AS others, collect(DISTINCT i.id) AS individuals,
     count(DISTINCT CASE WHEN i IS NULL OR other:Pending THEN other END) AS unresolved
RETURN x.key AS key, [l IN labels(x) WHERE l <> 'Identifier'][0] AS label, x.value AS value, coalesce(x.hub, false) AS hub,
       coalesce(x.blocked, false) AS blocked, others, individuals[..100] AS individuals, unresolved
ORDER BY key
