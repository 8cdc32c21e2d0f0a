// Purpose: a dead letter that was received after all.
// Parameters: $p.message
// Returns: nothing
MATCH (d:DeadLetter {id: $p.message})
DETACH DELETE d
