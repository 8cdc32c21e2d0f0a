// Purpose: from now on what arrives is resolved as it arrives, or no longer.
// Parameters: $p.ready
// Returns: nothing
MERGE (l:Lock {name: 'live'})
SET l.ready = $p.ready
