// Purpose: Why is this one person: the records of an individual and every scored pair among and around them.
//          Accepted pairs hold the person together, refused ones lead to records that were compared and left out.
// Parameters: none; edit the first line: an individual's id, or nothing for the one with most records
// Returns: records, pairs
WITH '' AS id
MATCH (i:Individual)
WHERE i.id = id OR (id = '' AND NOT i:Retired)
WITH i ORDER BY i.size DESC, i.id LIMIT 1
MATCH records = (i)<-[:IDENTIFIES]-(c:Customer)
OPTIONAL MATCH pairs = (c)-[:MATCHES]-(:Customer)
RETURN records, pairs
