// Purpose: the consent statements of identifiers: how many, and what was refused in them.
// Parameters: $p.keys
// Returns: key, statements, refused: "purpose|channel"
UNWIND $p.keys AS key
MATCH (x:Identifier {key: key})-[:HAS_CONSENT]->(k:Consent)
WITH key, k ORDER BY key, k.purpose, k.channel
RETURN key, count(k) AS statements,
       collect(DISTINCT CASE WHEN k.status <> 'granted' THEN k.purpose + '|' + k.channel END) AS refused
