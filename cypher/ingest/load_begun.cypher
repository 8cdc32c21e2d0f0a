// Purpose: note that a file is being loaded, with what was said about its source then.
// Parameters: $p.id, $p.kind, $p.at, $p.about: {name, owner, trust, licence, deduplicated}
// Returns: nothing
CREATE (l:Load {id: $p.id})
SET l.source = $p.about.name, l.kind = $p.kind, l.at = $p.at, l.owner = $p.about.owner, l.trust = $p.about.trust,
    l.licence = $p.about.licence, l.deduplicated = $p.about.deduplicated
