// Purpose: households, and those retired in favour of them, as they stand.
// Parameters: $p.households
// Returns: rows: id, name, size, into
UNWIND $p.households AS id
MATCH (:Household {id: id})<-[:MERGED_INTO*0..]-(h:Household)
WITH DISTINCT h
OPTIONAL MATCH (h)-[:MERGED_INTO]->(into:Household)
RETURN collect({id: h.id, name: h.name, size: h.size, into: into.id}) AS rows
