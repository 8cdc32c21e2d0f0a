// Purpose: all individuals as they stand, retired ones too.
// Parameters: none
// Returns: id, name, size, household, into
MATCH (i:Individual)
OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household)
OPTIONAL MATCH (i)-[:MERGED_INTO]->(into:Individual)
RETURN i.id AS id, i.name AS name, i.size AS size, h.id AS household, into.id AS into
