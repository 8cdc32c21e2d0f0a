// Purpose: everything about some identifiers, for the one person who carries them.
// Parameters: $p.keys
// Returns: label, identifier, identifies, member_of, seen_on: [{key, link}], sightings: [{of, with: [{key, link}]}],
// consents
UNWIND $p.keys AS key
MATCH (x:Identifier {key: key})
OPTIONAL MATCH (x)-[identifies:IDENTIFIES]->(:Individual)
OPTIONAL MATCH (x)-[member:MEMBER_OF]->(:Household)
RETURN head([l IN labels(x) WHERE l <> 'Identifier']) AS label, properties(x) AS identifier,
       properties(identifies) AS identifies, properties(member) AS member_of,
       [(x)-[on:SEEN_ON]->(d:Device) | {key: d.key, link: properties(on)}] AS seen_on,
       [(x)-[:SEEN_IN]->(v:Sightings) |
        {of: properties(v), with: [(v)-[w:SEEN_WITH]->(y:Identifier) | {key: y.key, link: properties(w)}]}] AS sightings,
       [(x)-[:HAS_CONSENT]->(s:Consent) | properties(s)] AS consents
ORDER BY key
