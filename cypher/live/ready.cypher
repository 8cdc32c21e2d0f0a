// Purpose: from now on what arrives is resolved as it arrives, or no longer.
// Parameters: $p.ready, $p.limits: version of the limits by which everything was derived; absent: as before
// Returns: nothing
MERGE (l:Lock {name: 'live'})
SET l.ready = $p.ready, l.limits = coalesce($p.limits, l.limits)
