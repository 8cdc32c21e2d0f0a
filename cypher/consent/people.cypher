// Purpose: what there is to know of people to tell what they allow, for every purpose.
// Parameters: $p.people: IDs, $p.purpose: null, $p.asks: true, $p.hides: true
// Returns: id, said
UNWIND $p.people AS id
MATCH (i:Individual {id: id})
WHERE NOT i:Retired
// Include: parts/consents
RETURN i.id AS id, said
