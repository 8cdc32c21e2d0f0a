// Purpose: browsers and devices that nobody signed in with and that are guessed to be a person's. They may be somebody
// else's, so they are not named.
// Parameters: $p.id: of the individual, $p.keys: of the identifiers known to be the person's
// Returns: kind, link
MATCH (:Individual {id: $p.id})<-[g:IDENTIFIES]-(x:Identifier)
WHERE g.probability IS NOT NULL AND NOT x.key IN $p.keys
RETURN toLower(head([l IN labels(x) WHERE l <> 'Identifier'])) AS kind, properties(g) AS link
ORDER BY link.probability DESC
