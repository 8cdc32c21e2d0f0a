// Purpose: Who has moved house, from where to where, and since when do we know?
// Parameters: none; edit the first line
// Returns: individual, name, from_address, to_address, seen_from
WITH date('1900-01-01') AS since
MATCH (i:Individual)<-[:IDENTIFIES]-(:Customer)-[lives:LIVES_AT]->(a:Address)
WITH since, i, a, min(lives.first_seen) AS first_seen, max(lives.last_seen) AS last_seen
ORDER BY last_seen, first_seen
WITH since, i, collect({key: a.key, first_seen: first_seen}) AS homes
WHERE size(homes) > 1 AND date(homes[-1].first_seen) >= since
RETURN i.id AS individual, i.name AS name, substring(homes[-2].key, 8) AS from_address,
  substring(homes[-1].key, 8) AS to_address, homes[-1].first_seen AS seen_from
ORDER BY seen_from DESC, individual
LIMIT 100
