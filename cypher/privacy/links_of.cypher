// Purpose: what ties records to those of other people: weighed pairs and stewards' verdicts.
// Parameters: $p.records: IDs
// Returns: individual: whose the other records are, links, verdicts, probability: the highest of one person's
UNWIND $p.records AS record
MATCH (c:Customer {id: record})-[m:MATCHES|SHARES_HOME|MUST_LINK|CANNOT_LINK]-(other:Customer)
WHERE NOT other.id IN $p.records
OPTIONAL MATCH (other)-[:IDENTIFIES]->(i:Individual)
RETURN i.id AS individual, count(CASE WHEN m:MATCHES OR m:SHARES_HOME THEN 1 END) AS links,
       count(CASE WHEN m:MUST_LINK OR m:CANNOT_LINK THEN 1 END) AS verdicts,
       max(CASE WHEN m:MATCHES THEN m.probability END) AS probability
ORDER BY probability DESC, individual
