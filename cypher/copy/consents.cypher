// Purpose: consent statements without their proof, which may name the request of one person.
// Parameters: none
// Returns: ref, id, purpose, channel, status, at, source, lawful_basis
// Scans: a copy of the graph is asked for
MATCH (n:Consent)
RETURN elementId(n) AS ref, n.id AS id, n.purpose AS purpose, n.channel AS channel, n.status AS status, n.at AS at,
       n.source AS source, n.lawful_basis AS lawful_basis
