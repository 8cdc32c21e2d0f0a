// Purpose: one steward at a time: what two say at once could contradict. Held until the transaction ends.
// Parameters: none
// Returns: nothing
MERGE (l:Lock {name: 'stewards'})
SET l.name = 'stewards'
