// Purpose: every individual with where it belongs or what it was merged into.
// Parameters: none
// Returns: id, size, retired, households, into
MATCH (i:Individual)
RETURN i.id AS id, i.size AS size, i:Retired AS retired,
       [(i)-[:MEMBER_OF]->(h:Household) | h.id] AS households, [(i)-[:MERGED_INTO]->(j:Individual) | j.id] AS into
