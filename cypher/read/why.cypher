// Purpose: what there is to say about two records being one person. An individual stands for its oldest record.
// Parameters: $p.a, $p.b: ids of records or individuals
// Returns: ends: [{asked, record, individual, household, restricted: whether processing of the person is}], links: among the records of
// both individuals, verdicts, held: whether any of them waits for a steward, hubs: identifiers, houses and IP addresses that count for
// nothing, with the records that carry them. An address of the net is no node: who has it is looked up, but not while everything is resolved, as the index may be being built then.
UNWIND [$p.a, $p.b] AS asked
CALL (asked) {
  MATCH (c:Customer {id: asked})
  RETURN c
  UNION
  MATCH (:Individual {id: asked})-[:MERGED_INTO*0..]->(i:Individual)
  WHERE NOT i:Retired
  MATCH (i)<-[:IDENTIFIES]-(oldest:Customer)
  WITH oldest AS c ORDER BY c.born, c.id LIMIT 1
  RETURN c
}
OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
WITH collect({asked: asked, record: c.id, individual: i.id, household: h.id,
     restricted: EXISTS { (i)<-[:IDENTIFIES]-(:Customer {restricted: true}) }}) AS ends, collect(c) AS two,
     collect(DISTINCT i) AS people
CALL (two, people) {
  UNWIND two AS c
  RETURN c
  UNION
  UNWIND people AS i
  MATCH (i)<-[:IDENTIFIES]-(c:Customer)
  RETURN c
}
WITH ends, collect(c) AS records
CALL (records) {
  UNWIND records AS c
  MATCH (c)-[m:MATCHES]->(d:Customer)
  WHERE d IN records
  OPTIONAL MATCH (c)-[:IDENTIFIES]->(ic:Individual)
  OPTIONAL MATCH (d)-[:IDENTIFIES]->(id:Individual)
  RETURN collect(m {a: c.id, b: d.id, individual_a: ic.id, individual_b: id.id, .weight, .probability, .evidence,
                    .basis, .accepted, .reason, .model, at: toString(m.at)}) AS links
}
CALL (records) {
  UNWIND records AS c
  MATCH (c)-[v:MUST_LINK|CANNOT_LINK]->(d:Customer)
  WHERE d IN records
  RETURN collect(v {a: c.id, b: d.id, verdict: type(v), .by, .reason, at: toString(v.at)}) AS verdicts
}
CALL (records) {
  CALL (records) {
    UNWIND records AS c
    MATCH (c)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(x:Identifier)
    WHERE x.hub OR x.blocked OR (x:Address AND EXISTS { MATCH (:Block {key: x.key}) })
    WITH x, collect(c) AS those
    RETURN x.key AS key, coalesce(x.blocked, false) AS blocked, those,
           COUNT { (x)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]-() } AS people
    UNION ALL
    MATCH (l:Lock {name: 'live'}) WHERE l.ready
    UNWIND records AS c
    UNWIND CASE WHEN c.claimed THEN [] ELSE split(c.std_ip, '|') END AS ip
    MATCH (b:Block {key: 'ip:' + ip})
    WITH b, collect(DISTINCT c) AS those
    CALL (b) {
      CALL db.index.fulltext.queryNodes('found_by', 'carries:' + b.token) YIELD node
      RETURN count(node) AS people
    }
    RETURN b.key AS key, false AS blocked, those, people
  }
  WITH key, blocked, people,
       [c IN those | {record: c.id, individual: head([(c)-[:IDENTIFIES]->(i:Individual) | i.id])}] AS carriers
  ORDER BY key
  RETURN collect({key: key, blocked: blocked, carriers: carriers, people: people}) AS hubs
}
RETURN ends, links, verdicts, hubs, any(c IN records WHERE c:HeldBack) AS held
