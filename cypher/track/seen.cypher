// Purpose: hold identifiers that are there already until the transaction ends, as setting a property takes the lock; then note
//          what new events say of cookies and devices, as `ingest/online_seen` and `ingest/seen_together` do, and when
//          records were heard of that say nothing new, and on which of their identifiers. Those come back of which resolution
//          may think otherwise now: who signed in where the addresses used at home are others, and of those told the same,
//          later, or first heard of before, whoever another record of the same person was told about since, as the newest of
//          them holds, and whoever is not resolved yet or is being resolved with everybody. Nothing of this where somebody named was erased.
// Parameters: $p.online, $p.nights, $p.pairs: as those two have them.
//             $p.records: [{id, seen_at, said_at, told_at: none where it is as before, links: [{key, first, last}]}]: ISO texts;
//             of links milliseconds since 1970. The lock of a resolve is looked up without its index, as in `track/quick`.
//             $p.lock: keys of identifiers, sorted; $p.ids, $p.proof: keyed hashes of all that is named, and the proof of the
//             secret that they are made with
// Returns: proof, found: as `ingest/tombstones` has them; touched: IDs of records
CALL () {
  UNWIND $p.lock AS key
  MATCH (n:Identifier {key: key})
  SET n.value = n.value
  RETURN count(n) AS held
}
CALL (held) {
  // Include: parts/tombstones
}
WITH proof, found, size(found) = 0 AND (proof IS NULL OR proof = $p.proof) AS clean
CALL (clean) {
  UNWIND CASE WHEN clean THEN $p.online ELSE [] END AS row
  // Include: parts/online_seen
  RETURN collect(DISTINCT c.id) AS moved
}
CALL (clean) {
  UNWIND CASE WHEN clean THEN $p.pairs ELSE [] END AS row
  // Include: parts/seen_together
}
CALL (clean) {
  OPTIONAL MATCH (r:Lock {name: 'resolve'}) USING SCAN r:Lock
  WITH coalesce(r.owner IS NOT NULL AND r.until > datetime(), false) AS resolving
  UNWIND CASE WHEN clean THEN $p.records ELSE [] END AS row
  MATCH (c:Customer {id: row.id})
  WITH c, row, resolving, coalesce(c.said_at, c.seen_at).epochMillis AS before
  SET c.seen_at = datetime(row.seen_at), c.said_at = datetime(row.said_at)
  FOREACH (_ IN CASE WHEN row.told_at IS NULL THEN [] ELSE [1] END | SET c.told_at = row.told_at)
  WITH c, row, resolving, before
  CALL (c, row) {
    UNWIND row.links AS link
    MATCH (n:Identifier {key: link.key})
    MATCH (c)-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|CLAIMS]->(n)
    WITH r, datetime({epochMillis: link.first}) AS first, datetime({epochMillis: link.last}) AS last
    SET r.first_seen = CASE WHEN first < r.first_seen THEN first ELSE r.first_seen END,
        r.last_seen = CASE WHEN last > r.last_seen THEN last ELSE r.last_seen END
  }
  WITH c, row, resolving, before, CASE WHEN c.said_at.epochMillis < before THEN c.said_at.epochMillis END AS earlier
  WHERE row.told_at IS NOT NULL OR earlier IS NOT NULL
  OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
  WITH c, i, resolving, coalesce(earlier, before) AS since
  WHERE resolving OR i IS NULL OR c:Pending OR EXISTS {
    MATCH (i)<-[:IDENTIFIES]-(other:Customer)
    WHERE other <> c AND NOT coalesce(other.said_at, other.seen_at).epochMillis < since
  }
  RETURN collect(c.id) AS told
}
RETURN proof, found, moved + told AS touched
