// Purpose: a few people worth looking at, one a household: several records, people who live with them, devices.
// Parameters: $p.among: how many households to consider, $p.limit, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden
// Returns: id, name, size, people, devices, said, cards
// Scans: a few, and any of them
MATCH (h:Household)
WHERE h.size > 1 AND NOT h:Retired
WITH h LIMIT $p.among
MATCH (h)<-[:MEMBER_OF]-(i:Individual)
WITH h, i, COUNT { (i)<-[:IDENTIFIES]-(:Cookie|Device) } AS devices,
     COUNT { (h)<-[:MEMBER_OF]-(:Cookie|Device) } AS shared
ORDER BY i.size * (1 + devices) DESC, i.id
WITH h, collect(i)[0] AS i, collect(devices)[0] AS devices, shared
WITH h, i, devices, shared
ORDER BY (shared > 0) DESC, (devices > 0) DESC, i.size + h.size + devices + shared DESC, i.id
LIMIT $p.limit
// Include: parts/consents
// Include: parts/cards
RETURN i.id AS id, i.name AS name, i.size AS size, h.size AS people, devices + shared AS devices, said, cards
ORDER BY (shared > 0) DESC, (devices > 0) DESC, size + people + devices DESC, id
