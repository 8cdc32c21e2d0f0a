// Purpose: note that a file is being loaded, and what is said about its source now: for this load, and in the data catalogue,
//          where what is not said stays as it was said before.
// Parameters: $p.id, $p.kind, $p.at, $p.about: {name, owner, trust, licence, deduplicated}
// Returns: nothing
WITH $p.about AS said
MERGE (s:Source {name: said.name})
SET s.owner = coalesce(said.owner, s.owner), s.trust = coalesce(said.trust, s.trust),
    s.licence = coalesce(said.licence, s.licence), s.deduplicated = coalesce(said.deduplicated, s.deduplicated)
CREATE (l:Load {id: $p.id})
SET l.source = said.name, l.kind = $p.kind, l.at = $p.at, l.owner = said.owner, l.trust = said.trust,
    l.licence = said.licence, l.deduplicated = said.deduplicated
