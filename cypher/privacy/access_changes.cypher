// Purpose: what became of a person's IDs, from the lifecycle feed.
// Parameters: $p.ids: the individual's, and those it had
// Returns: change
UNWIND $p.ids AS id
MATCH (change:Change {id: id})
RETURN properties(change) AS change
ORDER BY change.seq
