// Purpose: write events that change nobody, as `track/messages` and `track/seen` do for others, in one round trip; nothing where
//          they do. Locks are taken in the order in which everybody takes them: events, cookies and devices, records. Of two who
//          bring the same event at once, the second waits for the first.
// Parameters: $p.messages: hashes of source and messageId, sorted; $p.day: the day as a number; $p.keys: cookies and devices, sorted
//             $p.online, $p.pairs, $p.nights: as `ingest/online_seen` and `ingest/seen_together` have them
//             $p.records: [{id, source, first, last: of its events, [seconds, nanoseconds] since 1970; claimed; ids: external IDs; own_email: the key
//             of the one that is its user ID, used in every event;
//             told: what it is told to say, by field; without: fields that it may not have, or telling would take them away;
//             lines: [{group, line}] of `told_at`; said: the same of the newest telling, none where it tells nothing;
//             online: where it signs in, key -> [first, last] in milliseconds since 1970; by_label: the same for others of its
//             identifiers that were told or used}], sorted by id. Who signs in on what nobody else does changes nobody
//             $p.ids, $p.proof: keyed hashes of what may be erased, and the proof of the secret that they are made with.
//             $p.alone: whether nobody rolls back what is not to be committed. It fails then, which does
//             Of the lock of a resolve: where somebody was told something, or signed in, it has to wait until the transaction
//             ends, and setting a property takes its lock. Looked up by the index, Neo4j would lock its place where there is none, in a statement
//             that writes, and everybody would wait
// Returns: old: events that were counted before; proof, found: as `ingest/tombstones` has them; news: IDs of records that are not
//          there, or would be other ones; told: of those told the same, later, or first heard of before, than whoever held the newest
//          name of their person, or not resolved yet, or being resolved with everybody; shared: of those who signed in on what was not theirs alone
//          then, or is used at home, or whose person is not known yet; moved: keys of cookies and devices where somebody signed in
//          and the addresses used at home are others now. Written where all of these are empty; whole: 1
UNWIND $p.messages AS id
MERGE (m:Message {id: id})
WITH collect(m) AS messages, collect(CASE WHEN m.day IS NULL THEN null ELSE m.id END) AS old
CALL (messages) {
  UNWIND $p.keys AS key
  MATCH (n:Identifier {key: key})
  SET n.value = n.value
  RETURN count(n) AS held
}
CALL (held) {
  // Include: parts/tombstones
}
CALL (held) {
  UNWIND $p.records AS row
  OPTIONAL MATCH (c:Customer {id: row.id})
  SET c.source = row.source
  WITH c, row, COLLECT {
    UNWIND keys(row.online) AS key
    MATCH (n:Identifier {key: key})
    MATCH (c)-[r:USES_COOKIE|USES_DEVICE|CLAIMS]->(n)
    RETURN {link: r, key: key, first: datetime({epochMillis: row.online[key][0]}), last: datetime({epochMillis: row.online[key][1]})}
  } + COLLECT {
    MATCH (c)-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|HAS_ID|CLAIMS]->(n:Identifier)
    WITH r, n.key AS key, row.by_label[
      CASE WHEN n:ExternalId OR n.key = row.own_email THEN 'ExternalId' WHEN n:Email THEN 'Email' WHEN n:Phone THEN 'Phone' WHEN n:Address THEN 'Address' END
    ] AS span
    WHERE span IS NOT NULL
    RETURN {link: r, key: key, first: datetime({epochMillis: span[0]}), last: datetime({epochMillis: span[1]})}
  } AS links
  WITH c, row, links, [key IN keys(row.online) WHERE none(one IN links WHERE one.key = key)] AS signs_in
  RETURN collect({c: c, row: row, links: links, signs_in: signs_in}) AS found_records,
    collect(CASE WHEN c.hash IS NULL OR row.claimed AND c.claimed IS NULL
      OR any(id IN row.ids WHERE NOT id IN coalesce(c.external_id, []))
      OR any(name IN keys(row.told) WHERE c[name] IS NULL OR c[name] <> row.told[name])
      OR any(name IN row.without WHERE c[name] IS NOT NULL)
      OR c.claimed AND size(signs_in) > 0 THEN row.id END) AS news
}
WITH messages, old, proof, found, news, found_records,
  size(old) = 0 AND size(found) = 0 AND size(news) = 0
  AND coalesce(proof IS NULL OR proof = $p.proof, false) AS clean
FOREACH (m IN CASE WHEN clean THEN messages ELSE [] END | SET m.day = $p.day)
WITH *
CALL (clean) {
  UNWIND CASE WHEN clean THEN $p.online ELSE [] END AS row
  // Include: parts/online_seen
  RETURN collect(DISTINCT n.key) AS moved
}
CALL (clean) {
  UNWIND CASE WHEN clean THEN $p.pairs ELSE [] END AS row
  // Include: parts/seen_together
}
CALL (clean, found_records) {
  OPTIONAL MATCH (r:Lock {name: 'resolve'}) USING SCAN r:Lock
  FOREACH (lock IN CASE WHEN clean AND any(one IN found_records WHERE one.row.said IS NOT NULL OR size(one.signs_in) > 0)
    THEN [r] ELSE [] END | SET lock.name = 'resolve')
  RETURN coalesce(r.owner IS NOT NULL AND r.until > datetime(), false) AS resolving
}
CALL (clean, found_records, resolving) {
  UNWIND CASE WHEN clean THEN found_records ELSE [] END AS one
  WITH one.c AS c, one.row AS row, one.links AS links, resolving
  WITH c, row, links, resolving, coalesce(c.said_at, c.seen_at) AS before, datetime.fromEpoch(row.first[0], row.first[1]) AS first, datetime.fromEpoch(row.last[0], row.last[1]) AS last,
    CASE WHEN row.said IS NULL THEN null ELSE datetime.fromEpoch(row.said[0], row.said[1]) END AS said, [line IN c.told_at |
      coalesce(head([new IN row.lines WHERE line STARTS WITH new.group AND new.line > line | new.line]), line)] AS lines
  WITH c, row, links, resolving, before, first, last, said, lines, coalesce(lines <> c.told_at, false) AS later
  FOREACH (one IN links |
    SET (one.link).first_seen = CASE WHEN one.first < (one.link).first_seen THEN one.first ELSE (one.link).first_seen END,
        (one.link).last_seen = CASE WHEN one.last > (one.link).last_seen THEN one.last ELSE (one.link).last_seen END)
  SET c.seen_at = CASE WHEN last > c.seen_at THEN last ELSE c.seen_at END,
      c.said_at = CASE WHEN said > c.said_at OR c.told_at[0] IS NULL AND first < c.said_at THEN coalesce(said, first) ELSE c.said_at END,
      c.told_at = lines
  WITH c, resolving, later, CASE WHEN c.said_at < before THEN c.said_at END AS earlier, before
  WHERE later OR earlier IS NOT NULL
  OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
  WITH c, i, resolving, coalesce(earlier, before) AS since
  WHERE resolving OR i IS NULL OR c:Pending OR EXISTS {
    MATCH (i)<-[:IDENTIFIES]-(other:Customer)
    WHERE other <> c AND NOT coalesce(other.said_at, other.seen_at).epochMillis < since.epochMillis
  }
  RETURN collect(c.id) AS told
}
CALL (clean, found_records, resolving) {
  UNWIND CASE WHEN clean THEN found_records ELSE [] END AS one
  UNWIND one.signs_in AS key
  MATCH (x:Identifier {key: key})
  WITH one.c AS c, x, datetime({epochMillis: one.row.online[key][0]}) AS first, datetime({epochMillis: one.row.online[key][1]}) AS last,
    resolving
  FOREACH (_ IN CASE WHEN x:Cookie THEN [1] ELSE [] END |
    CREATE (c)-[:USES_COOKIE {first_seen: first, last_seen: last, source: c.source, verified: false}]->(x))
  FOREACH (_ IN CASE WHEN x:Device THEN [1] ELSE [] END |
    CREATE (c)-[:USES_DEVICE {first_seen: first, last_seen: last, source: c.source, verified: false}]->(x))
  WITH c, x, resolving
  OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
  WITH c, x, i, resolving
  CALL (x, i) {
    WITH {key: x.key, individual: i.id, household: null, guess: null} AS row
    // Include: parts/online_attach
  }
  WITH c, x, i, resolving
  WHERE resolving OR i IS NULL OR c:Pending OR x.blocked IS NOT NULL OR COUNT { (x)<-[:USES_COOKIE|USES_DEVICE]-() } > 1
    OR any(at IN range(0, size(coalesce(x.ips, [])) - 1) WHERE x.ip_nights[at] >= $p.nights AND x.ip_nights[at] > x.ip_days[at])
  RETURN collect(DISTINCT c.id) AS shared
}
RETURN old, proof, found, news, told, shared, moved,
  1 / CASE WHEN $p.alone AND (NOT clean OR size(moved) + size(told) + size(shared) > 0) THEN 0 ELSE 1 END AS whole
