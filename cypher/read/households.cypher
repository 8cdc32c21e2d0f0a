// Purpose: a page of households in the order of their IDs.
// Parameters: $p.after: the last ID of the page before, or '', $p.limit, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden
// Returns: id, name, members: [{id, name, said, cards}]
MATCH (h:Household)
WHERE h.id > $p.after AND NOT h:Retired
WITH h ORDER BY h.id LIMIT $p.limit
OPTIONAL MATCH (h)<-[:MEMBER_OF]-(i:Individual)
// Include: parts/consents
// Include: parts/cards
WITH h, i, said, cards ORDER BY h.id, i.id
WITH h, collect(CASE WHEN i IS NOT NULL THEN {id: i.id, name: i.name, said: said, cards: cards} END) AS members
RETURN h.id AS id, h.name AS name, members
ORDER BY id
