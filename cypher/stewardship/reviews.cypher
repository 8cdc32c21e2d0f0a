// Purpose: what a steward's decision would be worth most about: refused links between two people that look alike, accepted
//          links that hold a person together and are doubtful, identifiers that are hubs, records that were held back as
//          they would join too much at once (what is held back together is one review); nothing of people whose
//          processing is restricted, nor of what the limits document calls junk. Hubs that are no node are shown once
//          everything is resolved: their index may be being built until then. Value: how far the answer goes against the
//          evidence of the link alone, times the records that another answer would move.
// Parameters: $p.shown: most individuals of a review, $p.settled: reasons of refused links that leave no doubt,
//             $p.sure: probability above which a link is not doubtful, $p.value, $p.place: where the page before ended,
//             $p.most
// Returns: kind, value, place, individuals, a, b, link, links: how many there are between the two people, key, people, found,
//          held: the name to release them by, why
CALL () {
  MATCH (a:Customer)-[m:MATCHES]->(b:Customer)
  USING INDEX m:MATCHES(accepted, probability)
  WHERE m.accepted = false AND m.probability >= 0 AND NOT m.reason IN $p.settled
  MATCH (a)-[:IDENTIFIES]->(ia:Individual)
  MATCH (b)-[:IDENTIFIES]->(ib:Individual)
  WHERE ia <> ib
  WITH CASE WHEN ia.id < ib.id THEN ia ELSE ib END AS one, CASE WHEN ia.id < ib.id THEN ib ELSE ia END AS two, m
  ORDER BY m.probability DESC, elementId(m)
  WITH one, two, collect(m)[0] AS m, count(m) AS links
  WHERE NOT EXISTS {
    (one)<-[:IDENTIFIES]-(:Customer)-[:CANNOT_LINK]-(:Customer)-[:IDENTIFIES]->(two) }
    AND NOT EXISTS { (one)<-[:IDENTIFIES]-(c:Customer) WHERE c.restricted }
    AND NOT EXISTS { (two)<-[:IDENTIFIES]-(c:Customer) WHERE c.restricted }
  RETURN 'near_miss' AS kind, m.probability * CASE WHEN one.size < two.size THEN one.size ELSE two.size END AS value,
         elementId(m) AS place, [one.id, two.id] AS individuals, m, links, null AS key, null AS people, null AS found,
         null AS held, null AS why
  UNION ALL
  MATCH (a:Customer)-[m:MATCHES]->(b:Customer)
  USING INDEX m:MATCHES(accepted, probability)
  WHERE m.accepted = true AND m.probability < $p.sure AND m.basis <> 'verdict'
    AND NOT EXISTS { (a)-[:MATCHES {accepted: true}]-(:Customer)-[:MATCHES {accepted: true}]-(b) }
    AND NOT EXISTS { (a)-[:MUST_LINK]-(b) }
  MATCH (a)-[:IDENTIFIES]->(i:Individual)
  WHERE NOT EXISTS { (i)<-[:IDENTIFIES]-(c:Customer) WHERE c.restricted }
  RETURN 'doubtful_link' AS kind, (1 - m.probability) * i.size / 2 AS value, elementId(m) AS place, [i.id] AS individuals,
         m, 1 AS links, null AS key, null AS people, null AS found, null AS held, null AS why
  UNION ALL
  MATCH (x:Identifier)
  USING INDEX x:Identifier(hub)
  WHERE x.hub = true AND x.blocked IS NULL
  MATCH (b:Block {key: x.key})
  WHERE b.most > 0
  MATCH (x)<-[:HAS_EMAIL|HAS_PHONE|USES_COOKIE|USES_DEVICE|HAS_ID]-(c:Customer)
  WITH x, b.most AS most, count(c) AS found, count(DISTINCT c.called) AS people
  RETURN 'hub' AS kind, CASE WHEN most < people THEN most * 1.0 / people ELSE 1.0 END * found AS value,
         elementId(x) AS place, [] AS individuals, null AS m, 0 AS links, x.key AS key, people, found,
         null AS held, null AS why
  UNION ALL
  MATCH (l:Lock {name: 'live'}) WHERE l.ready
  MATCH (b:Block)
  WHERE (b.key STARTS WITH 'ip:' OR b.key STARTS WITH 'address:' OR b.key STARTS WITH 'household id:') AND b.most > 0
  CALL (b) {
    CALL db.index.fulltext.queryNodes('found_by', 'carries:' + b.token) YIELD node
    RETURN count(node) AS found, count(DISTINCT node.called) AS people
  }
  RETURN 'hub' AS kind, CASE WHEN b.most < people THEN b.most * 1.0 / people ELSE 1.0 END * found AS value,
         elementId(b) AS place, [] AS individuals, null AS m, 0 AS links, b.key AS key, people, found,
         null AS held, null AS why
  UNION ALL
  MATCH (c:Customer:HeldBack)
  USING SCAN c:HeldBack
  OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
  WHERE NOT EXISTS { (i)<-[:IDENTIFIES]-(other:Customer) WHERE other.restricted }
  WITH coalesce(c.held_under, c.touched) AS held, c.held AS why, count(c) AS found, collect(DISTINCT i.id) AS individuals
  RETURN 'held_back' AS kind, toFloat(found) AS value, held AS place, individuals[..$p.shown] AS individuals,
         null AS m, 0 AS links, null AS key, size(individuals) AS people, found, held, why
}
WITH kind, round(value, 6) AS value, place, individuals, m, links, key, people, found, held, why
WHERE $p.value IS NULL OR value < $p.value OR (value = $p.value AND place > $p.place)
ORDER BY value DESC, place
LIMIT $p.most
RETURN kind, value, place, individuals, startNode(m).id AS a, endNode(m).id AS b,
       m {.weight, .probability, .evidence, .basis, .accepted, .reason, .model, at: toString(m.at)} AS link,
       links, key, people, found, held, why
