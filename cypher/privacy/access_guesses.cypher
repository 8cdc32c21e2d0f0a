// Purpose: what was guessed about browsers nobody signed in with: that they may be this person's, or how they were
// compared with theirs. They may be somebody else's, so they are not named.
// Parameters: $p.id: of the individual, or null, $p.keys: of the person's own identifiers
// Returns: kind, type, link, own: the identifier of theirs that it was compared with, or null
CALL () {
  MATCH (:Individual {id: $p.id})<-[g:IDENTIFIES]-(x:Identifier)
  WHERE g.probability IS NOT NULL AND NOT x.key IN $p.keys
  RETURN x, g AS link, null AS own
  UNION
  UNWIND $p.keys AS key
  MATCH (y:Identifier {key: key})-[link:MATCHES]-(x:Identifier)
  WHERE NOT x.key IN $p.keys
  RETURN x, link, key AS own
}
RETURN toLower(head([l IN labels(x) WHERE l <> 'Identifier'])) AS kind, type(link) AS type, properties(link) AS link, own
ORDER BY own, link.probability DESC
