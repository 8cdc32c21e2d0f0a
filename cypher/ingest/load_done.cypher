// Purpose: note what a load has read and done, now that it is complete.
// Parameters: $p.id, $p.rows, $p.quarantined, $p.new, $p.changed, $p.unchanged
// Returns: nothing
MATCH (l:Load {id: $p.id})
SET l.done_at = datetime(), l.rows = $p.rows, l.quarantined = $p.quarantined, l.new = $p.new, l.changed = $p.changed,
    l.unchanged = $p.unchanged
