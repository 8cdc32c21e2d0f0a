// Purpose: entries at the end of the feed, numbered without a gap: whoever appends holds the counter until the commit, so
//          numbers appear in their order, and none is lost where a transaction is undone. Their times never go back.
// Parameters: $p.rows: [{type, kind, id, household, joined, left, came_from, went_to}], at least one; absent: none
// Returns: last: the highest number now
MERGE (f:Feed {name: 'feed'})
SET f.name = 'feed'
WITH f, coalesce(f.seq, 0) AS before, datetime.truncate('microsecond', datetime.realtime()) AS now
SET f.seq = before + size($p.rows), f.at = CASE WHEN f.at >= now THEN f.at + duration({microseconds: 1}) ELSE now END
WITH f, before, f.seq AS last, f.at AS at
CALL (before, last, at) {
  UNWIND range(1, last - before) AS number
  CREATE (c:Change {seq: before + number, last: last, at: at})
  SET c += $p.rows[number - 1]
}
RETURN last
