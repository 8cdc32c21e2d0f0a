// Purpose: every household with what it was merged into.
// Parameters: none
// Returns: id, size, retired, into
MATCH (h:Household)
RETURN h.id AS id, h.size AS size, h:Retired AS retired, [(h)-[:MERGED_INTO]->(j:Household) | j.id] AS into
