// Purpose: an individual, or the successor of a retired one, with its records and every weighed pair they are part of.
// Parameters: $p.id, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden
// Returns: id, name, household, since, records, links, said
MATCH (:Individual {id: $p.id})-[:MERGED_INTO*0..]->(i:Individual)
WHERE NOT i:Retired
WITH i LIMIT 1
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
// Include: parts/consents
CALL (i) {
  MATCH (i)<-[joined:IDENTIFIES]-(c:Customer)
  OPTIONAL MATCH (c)-[:FROM]->(s:Source)
  WITH c, joined, s ORDER BY c.id
  RETURN collect(c {.*, seen_at: toString(c.seen_at), told: coalesce(c.said_at, c.seen_at).epochMillis, trust: s.trust}) AS records,
         min(joined.since) AS since
}
CALL (i) {
  MATCH (i)<-[:IDENTIFIES]-(:Customer)-[m:MATCHES]-(:Customer)
  WITH DISTINCT m, startNode(m) AS a, endNode(m) AS b
  OPTIONAL MATCH (a)-[:IDENTIFIES]->(ia:Individual)
  OPTIONAL MATCH (b)-[:IDENTIFIES]->(ib:Individual)
  WITH m, a, b, ia, ib
  WHERE NOT $p.hides OR none(one IN [a, b] WHERE coalesce(one.restricted, false) AND NOT EXISTS { (one)-[:IDENTIFIES]->(i) })
    AND none(one IN [ia, ib] WHERE one <> i AND EXISTS { (one)<-[:IDENTIFIES]-(r:Customer) WHERE r.restricted })
  WITH m, a, b, ia, ib ORDER BY m.accepted DESC, m.weight DESC, a.id, b.id
  RETURN collect(m {a: a.id, b: b.id, individual_a: ia.id, individual_b: ib.id, .weight, .probability, .evidence,
                    .basis, .accepted, .reason, .model, at: toString(m.at)}) AS links
}
RETURN i.id AS id, i.name AS name, h.id AS household, toString(since) AS since, records, links, said
