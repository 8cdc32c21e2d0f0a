// The number of the last entry of the feed that is found, as `last`, and of the last that was `counted`; 0 where there is none. Neo4j
// shows what a commit wrote before the index has it: the last transaction is found once all that it appended is.
OPTIONAL MATCH (f:Feed {name: 'feed'})
WITH coalesce(f.seq, 0) AS end, coalesce(f.before, f.seq, 0) AS before
CALL (end, before) {
  MATCH (c:Change)
  WHERE before < c.seq <= end
  RETURN count(c) AS found
}
WITH CASE WHEN found = end - before THEN end ELSE before END AS last, end AS counted
