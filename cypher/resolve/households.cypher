// Purpose: all households as they stand, retired ones too.
// Parameters: none
// Returns: id, name, size, into
MATCH (h:Household)
OPTIONAL MATCH (h)-[:MERGED_INTO]->(into:Household)
RETURN h.id AS id, h.name AS name, h.size AS size, into.id AS into
