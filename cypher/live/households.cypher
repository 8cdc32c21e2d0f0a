// Purpose: households, and those retired in favour of them, as they stand.
// Parameters: $p.households
// Returns: id, name, size, into
UNWIND $p.households AS id
MATCH (:Household {id: id})<-[:MERGED_INTO*0..]-(h:Household)
WITH DISTINCT h
OPTIONAL MATCH (h)-[:MERGED_INTO]->(into:Household)
RETURN h.id AS id, h.name AS name, h.size AS size, into.id AS into
