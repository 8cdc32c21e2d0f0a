// Purpose: who else is in a household.
// Parameters: $p.id: the household's, $p.individual
// Returns: id
MATCH (:Household {id: $p.id})<-[:MEMBER_OF]-(i:Individual)
WHERE i.id <> $p.individual
RETURN i.id AS id ORDER BY id
