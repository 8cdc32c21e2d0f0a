// What names an individual `i`, record by record, as app/profiles/golden.py reads it, to tell what it is called by those of its
// records that may be seen. Takes `i`, adds `cards`: [{id, source, told, trust, and what the record has of names}]; none where $p.asks is
// false, for then all of it may be seen, or nothing.
WITH *, [(i)<-[:IDENTIFIES]-(itsRecord:Customer) WHERE $p.asks |
  itsRecord {.id, .source, .given_name, .family_name, .full_name, .organisation, .junk, .doubtful,
             told: coalesce(itsRecord.said_at, itsRecord.seen_at).epochMillis, trust: head([(itsRecord)-[:FROM]->(itsSource:Source) | itsSource.trust])}] AS cards
