// Purpose: cookies and devices with what each load brought to them, and when else they were named.
// Parameters: $p.keys
// Returns: key, now: properties, brought: properties of sightings, by load, carried: [{first, last}] by records,
//          said: times of consent statements
UNWIND $p.keys AS key
MATCH (x:Identifier {key: key})
RETURN x.key AS key, properties(x) AS now,
       COLLECT { MATCH (x)-[:SEEN_IN]->(s:Sightings) RETURN properties(s) ORDER BY s.load_id } AS brought,
       COLLECT { MATCH (x)<-[r:USES_COOKIE|USES_DEVICE]-(:Customer)
                 RETURN {first: r.first_seen, last: r.last_seen} } AS carried,
       COLLECT { MATCH (x)-[:HAS_CONSENT]->(k:Consent) RETURN k.at } AS said
