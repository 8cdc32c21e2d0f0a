// Purpose: some entries of the feed, in order. The end of it is read first: what is appended meanwhile is for later.
// Parameters: $p.after, $p.limit, $p.types: kind.type, empty for all
// Returns: last: the highest number, entry: one row each, or one row with null
// Include: parts/feed_end
OPTIONAL CALL (last) {
  MATCH (c:Change)
  WHERE $p.after < c.seq <= last AND ($p.types = [] OR c.kind + '.' + c.type IN $p.types)
  RETURN c ORDER BY c.seq LIMIT $p.limit
}
RETURN last, c {.*} AS entry
