// Purpose: the page of which the oldest entries go says whom the others are about, and nobody else any more.
// Parameters: $p.until: the last entry that goes, $p.last: the last of its page
// Returns: nothing
MATCH (last:Audit {seq: $p.last})
WHERE last.about IS NOT NULL
SET last.about = COLLECT {
  MATCH (a:Audit)
  WHERE $p.until < a.seq <= $p.last
  UNWIND a.subjects AS subject
  RETURN DISTINCT subject
}
