// Purpose: everything about some records, for the person they are about: where each comes from, what it carries, what it
// said before, and since when it counts as theirs.
// Parameters: $p.ids
// Returns: record, source, joined, carries: [{type, key, link}], former, sightings: [{of, with: [{key, link}]}]
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
OPTIONAL MATCH (c)-[:FROM]->(s:Source)
OPTIONAL MATCH (c)-[joined:IDENTIFIES]->(:Individual)
RETURN properties(c) AS record, s {.name, .owner, .licence, .trust, .refreshed_at} AS source,
       properties(joined) AS joined,
       [(c)-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|CLAIMS]->(x:Identifier) |
        {type: type(r), key: x.key, link: properties(r)}] AS carries,
       [(c)-[:WAS]->(f:FormerRecord) | properties(f)] AS former,
       [(c)-[:SEEN_IN]->(v:Sightings) |
        {of: properties(v), with: [(v)-[w:SEEN_WITH]->(x:Identifier) | {key: x.key, link: properties(w)}]}] AS sightings
ORDER BY id
