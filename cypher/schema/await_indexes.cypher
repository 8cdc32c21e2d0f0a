// Purpose: wait until every index is online, so that the next statement is planned with it.
// Parameters: $p.seconds
// Returns: nothing
CALL db.awaitIndexes($p.seconds)
