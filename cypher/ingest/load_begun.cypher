// Purpose: note that a file is being loaded, and what is said about its source now: for this load, and in the data catalogue,
//          where what is not said stays as it was said before. Not where events come as it since that was looked up: of two who
//          make the source at once, the second waits and finds it made.
// Parameters: $p.id, $p.kind, $p.at, $p.about: {name, owner, trust, licence, deduplicated}
// Returns: id; no row where events come as the source
WITH $p.about AS said
MERGE (s:Source {name: said.name})
ON CREATE SET s.rows = -1
WITH said, s, s.rows IS NOT NULL OR EXISTS { MATCH (:Load {source: said.name}) } AS of_files
SET s.rows = CASE WHEN s.rows >= 0 THEN s.rows END
WITH said, s, of_files
WHERE of_files
SET s.owner = coalesce(said.owner, s.owner), s.trust = coalesce(said.trust, s.trust),
    s.licence = coalesce(said.licence, s.licence), s.deduplicated = coalesce(said.deduplicated, s.deduplicated)
CREATE (l:Load {id: $p.id})
SET l.source = said.name, l.kind = $p.kind, l.at = $p.at, l.owner = said.owner, l.trust = said.trust,
    l.licence = said.licence, l.deduplicated = said.deduplicated
RETURN l.id AS id
