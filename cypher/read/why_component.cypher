// Purpose: some records with all that resolution makes of them.
// Parameters: $p.records, $p.nights: visits by night that make an address a home
// Returns: record, born, seen_at, trust, deduplicated_in, individual, properties, identifiers: [{key, blocked}],
// visits: what is evidence of where it signed in, verdicts: [{b, must}]: those that start at this record
UNWIND $p.records AS id
MATCH (c:Customer {id: id})
WITH c ORDER BY c.id
OPTIONAL MATCH (c)-[:FROM]->(s:Source)
OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
RETURN c.id AS record, c.born AS born, coalesce(c.said_at, c.seen_at).epochMillis AS seen_at, s.trust AS trust,
       CASE WHEN s.deduplicated THEN s.name END AS deduplicated_in, i.id AS individual, properties(c) AS properties,
       COLLECT {
         MATCH (c)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(x:Identifier)
         WITH DISTINCT x ORDER BY x.key
         RETURN {key: x.key, blocked: coalesce(x.blocked, false)}
       } AS identifiers,
       COLLECT {
         MATCH (c)-[:USES_COOKIE|USES_DEVICE]->(x:Cookie|Device)
         // Include: parts/signed_in_on
         RETURN {record: c.id, label: label, value: value, ips: ips}
       } AS visits,
       COLLECT {
         MATCH (c)-[v:MUST_LINK|CANNOT_LINK]->(d:Customer)
         WITH d, v ORDER BY d.id
         RETURN {b: d.id, must: type(v) = 'MUST_LINK'}
       } AS verdicts
