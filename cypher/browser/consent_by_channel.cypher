// Purpose: How many identifiers may we use, by purpose and channel? Only the newest statement of each counts.
// Parameters: none
// Returns: purpose, channel, granted, denied, withdrawn
MATCH (x:Identifier)-[:HAS_CONSENT]->(s:Consent)
WITH x, s ORDER BY s.at DESC, s.status = 'granted', s.id
WITH x, s.purpose AS purpose, s.channel AS channel, collect(s.status)[0] AS newest
RETURN purpose, channel,
  sum(CASE newest WHEN 'granted' THEN 1 ELSE 0 END) AS granted,
  sum(CASE newest WHEN 'denied' THEN 1 ELSE 0 END) AS denied,
  sum(CASE newest WHEN 'withdrawn' THEN 1 ELSE 0 END) AS withdrawn
ORDER BY purpose, channel
