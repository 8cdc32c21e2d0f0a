// Purpose: whether an erasure runs now: a load that began meanwhile would not see its tombstones.
// Parameters: none
// Returns: owner
MATCH (l:Lock {name: 'erasure'})
WHERE l.until > datetime()
RETURN l.owner AS owner
