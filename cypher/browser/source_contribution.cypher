// Purpose: What does each source bring? Records, people, people no other source knows, and how its rows fared.
// Parameters: none
// Returns: source, owner, trust, records, people, known_only_here, records_per_person, quarantined, refreshed_at
MATCH (s:Source)
OPTIONAL MATCH (s)<-[:FROM]-(c:Customer)
OPTIONAL MATCH (c)-[:IDENTIFIES]->(i:Individual)
WITH s, i, count(c) AS of_person
WITH s, sum(of_person) AS records, count(i) AS people,
  sum(CASE WHEN of_person = i.size THEN 1 ELSE 0 END) AS known_only_here
RETURN s.name AS source, s.owner AS owner, s.trust AS trust, records, people, known_only_here,
  round(toFloat(records) / CASE people WHEN 0 THEN 1 ELSE people END, 2) AS records_per_person,
  s.quarantined AS quarantined, s.refreshed_at AS refreshed_at
ORDER BY records DESC, source
