// Purpose: give a lease back, if it is still ours.
// Parameters: $p.name, $p.owner
// Returns: nothing
MATCH (l:Lock {name: $p.name}) WHERE l.owner = $p.owner
REMOVE l.owner, l.until
