// What there is to know of an individual `i` to tell whether it may be shown for $p.purpose (null: for every purpose), as
// app/consent/evidence.py reads it. Takes `i`, adds `said`: [[record, date of birth, records that a steward linked it
// to, [[key, reach, statements]]]], then further cookies and devices, without a record; nothing of that where $p.asks is
// false. Where processing is restricted, and $p.hides is true: [record, 'restricted', [], []].
// `reach` of a grant: 2 passes on to whoever has the same identifier, 1 stays with the record, 0 is of who knows whom:
// on a device that several people use. Hubs and blocked values say nothing about a person.
CALL (i) {
  CALL (i) {
    MATCH (i)<-[:IDENTIFIES]-(c:Customer)
    WHERE $p.hides AND c.restricted
    RETURN [c.id, 'restricted', [], []] AS one
    UNION ALL
    UNWIND CASE WHEN $p.asks THEN [i] ELSE [] END AS asked
    MATCH (asked)<-[:IDENTIFIES]-(c:Customer)
    RETURN [c.id, c.std_birth_date, [(c)-[:MUST_LINK]-(d:Customer) | d.id],
      [(c)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(x:Identifier)
       WHERE x.hub IS NULL AND x.blocked IS NULL |
        [x.key, CASE WHEN x:Cookie OR x:Device THEN
                  CASE WHEN EXISTS { (x)-[own:IDENTIFIES]->(asked) WHERE own.probability IS NULL } THEN 1 ELSE 0 END
                WHEN x:Address THEN 1 ELSE 2 END,
         [(x)-[:HAS_CONSENT]->(s:Consent) WHERE $p.purpose IS NULL OR s.purpose = $p.purpose |
           [s.id, s.channel, s.status, s.at.epochSeconds, s.confirmed.epochSeconds, s.purpose]]]]] AS one
    UNION ALL
    UNWIND CASE WHEN $p.asks THEN [i] ELSE [] END AS asked
    MATCH (asked)<-[:IDENTIFIES]-(x:Identifier)-[:HAS_CONSENT]->(s:Consent)
    WHERE $p.purpose IS NULL OR s.purpose = $p.purpose
    WITH x, collect([s.id, s.channel, s.status, s.at.epochSeconds, s.confirmed.epochSeconds, s.purpose]) AS statements
    RETURN [null, null, [], [[x.key, 0, statements]]] AS one
  }
  RETURN collect(one) AS said
}
