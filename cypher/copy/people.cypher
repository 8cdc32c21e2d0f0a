// Purpose: individuals and households, retired ones too, without their names; nobody whose processing is restricted.
// Parameters: none
// Returns: ref, labels, id, size
// Scans: a copy of the graph is asked for
MATCH (n:Individual|Household)
WHERE NOT EXISTS { (n)<-[:IDENTIFIES]-(:Customer {restricted: true}) }
RETURN elementId(n) AS ref, labels(n) AS labels, n.id AS id, n.size AS size
