// What there is to know of an individual `i` to tell whether it may be shown for $p.purpose (null: for every purpose), as
// app/consent/evidence.py reads it. Takes `i`, adds `said`: [[record, date of birth, records that a steward linked it to,
// [[key, reach, statements]], restricted]] of its records, then of its own cookies and devices, without a record.
// `reach` of a grant: 2 passes on to whoever has the same identifier, 1 stays with the person, 0 is of who knows whom:
// on a device that several people use, or that is guessed. Hubs and blocked values say nothing about a person. Where
// $p.asks is false, nothing but records whose processing is restricted, and not even these where $p.hides is false.
// Its own names begin with `its`: a name that the statement has already would mean that one thing here.
WITH *,
  [(i)<-[:IDENTIFIES]-(itsRecord:Customer) WHERE $p.asks OR ($p.hides AND itsRecord.restricted) |
   [itsRecord.id, itsRecord.std_birth_date, [(itsRecord)-[:MUST_LINK]-(itsTwin:Customer) | itsTwin.id],
    [(itsRecord)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(itsKey:Identifier)
     WHERE itsKey.hub IS NULL AND itsKey.blocked IS NULL |
      [itsKey.key, CASE WHEN itsKey:Cookie OR itsKey:Device THEN 0 WHEN itsKey:Address THEN 1 ELSE 2 END,
       [(itsKey)-[:HAS_CONSENT]->(itsWord:Consent) WHERE $p.purpose IS NULL OR itsWord.purpose = $p.purpose |
        [itsWord.id, itsWord.channel, itsWord.status, itsWord.at.epochSeconds, itsWord.confirmed.epochSeconds,
         itsWord.purpose]]]],
    $p.hides AND itsRecord.restricted]] +
  [(i)<-[itsOwn:IDENTIFIES]-(itsKey:Identifier) WHERE $p.asks |
   [null, null, [], [[itsKey.key, CASE WHEN itsOwn.probability IS NULL THEN 1 ELSE 0 END,
    [(itsKey)-[:HAS_CONSENT]->(itsWord:Consent) WHERE $p.purpose IS NULL OR itsWord.purpose = $p.purpose |
     [itsWord.id, itsWord.channel, itsWord.status, itsWord.at.epochSeconds, itsWord.confirmed.epochSeconds,
      itsWord.purpose]]]], false]] AS said
