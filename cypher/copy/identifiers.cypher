// Purpose: of every identifier what goes into the copy for analysts, and the key that is hashed before it does. None of people
// whose processing is restricted.
// Parameters: none
// Returns: ref, key, label, hub, first_seen, last_seen
// Scans: a copy of the graph is asked for
MATCH (n:Identifier)
WHERE NOT EXISTS { (n)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]-(:Customer {restricted: true}) }
RETURN elementId(n) AS ref, n.key AS key, head([l IN labels(n) WHERE l <> 'Identifier']) AS label, n.hub AS hub,
       n.first_seen AS first_seen, n.last_seen AS last_seen
