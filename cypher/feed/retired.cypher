// Purpose: every retired ID and what it leads to, one step on.
// Parameters: none
// Returns: id, into
MATCH (old)-[:MERGED_INTO]->(into)
RETURN old.id AS id, into.id AS into
