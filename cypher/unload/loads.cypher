// Purpose: the loads of files, oldest first.
// Parameters: $p.source: null for all
// Returns: id, source, kind, at, done_at, rows, quarantined, new, changed, unchanged, owner, trust, licence, deduplicated
MATCH (l:Load)
WHERE $p.source IS NULL OR l.source = $p.source
RETURN l.id AS id, l.source AS source, l.kind AS kind, l.at AS at, l.done_at AS done_at, l.rows AS rows,
       l.quarantined AS quarantined, l.new AS new, l.changed AS changed, l.unchanged AS unchanged, l.owner AS owner,
       l.trust AS trust, l.licence AS licence, l.deduplicated AS deduplicated
ORDER BY id
