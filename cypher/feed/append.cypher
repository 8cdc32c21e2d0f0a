// Purpose: entries at the end of the feed, numbered without a gap: whoever appends holds the counter until the commit, so
//          numbers appear in their order, and none is lost where a transaction is undone. Their times never go back.
// Parameters: $p.rows: [{type, kind, id, household, joined, left, came_from, went_to}]; absent: none
// Returns: nothing
WITH $p.rows AS rows
WHERE size(rows) > 0
MERGE (f:Feed {name: 'feed'})
SET f.name = 'feed'
WITH f, rows, coalesce(f.seq, 0) AS before, datetime.truncate('microsecond', datetime.realtime()) AS now
SET f.seq = before + size(rows), f.before = before, f.at = CASE WHEN f.at >= now THEN f.at + duration({microseconds: 1}) ELSE now END
WITH rows, before, f.seq AS last, f.at AS at
UNWIND range(1, last - before) AS number
CREATE (c:Change {seq: before + number, last: last, at: at})
SET c += rows[number - 1]
