// Purpose: whatever still belongs to a retired individual or household, which should have nothing any more.
// Parameters: none
// Returns: id: of the retired
MATCH (r:Individual|Household)
WHERE r:Retired AND EXISTS { (r)<-[:IDENTIFIES|MEMBER_OF]-() }
RETURN r.id AS id
