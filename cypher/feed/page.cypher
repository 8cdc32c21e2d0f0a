// Purpose: some entries of the feed, in order. The end of it is read first: what is appended meanwhile is for later. So is the
//          last transaction until all that it appended is found: Neo4j shows what a commit wrote before the index has it.
// Parameters: $p.after, $p.limit, $p.types: kind.type, empty for all
// Returns: last: the highest number, entry: one row each, or one row with null
OPTIONAL MATCH (f:Feed {name: 'feed'})
WITH coalesce(f.seq, 0) AS last, coalesce(f.before, f.seq, 0) AS before
CALL (last, before) {
  MATCH (c:Change)
  WHERE before < c.seq <= last
  RETURN count(c) AS found
}
WITH CASE WHEN found = last - before THEN last ELSE before END AS last
OPTIONAL CALL (last) {
  MATCH (c:Change)
  WHERE $p.after < c.seq <= last AND ($p.types = [] OR c.kind + '.' + c.type IN $p.types)
  RETURN c ORDER BY c.seq LIMIT $p.limit
}
RETURN last, c {.*} AS entry
