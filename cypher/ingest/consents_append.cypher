// Purpose: add consent statements to the ledger. Nothing that stands there is changed, but for a choice that events are
//          stamped with: of one day there is one, which was first said `at` and last `confirmed`.
// Parameters: $p.rows: [{identifier: {key, label, node}, props}]
// Returns: nothing
UNWIND $p.rows AS row
MERGE (x:Identifier {key: row.identifier.key})
ON CREATE SET x += row.identifier.node, x:$(row.identifier.label)
MERGE (k:Consent {id: row.props.id})
ON CREATE SET k = row.props
ON MATCH SET k.at = CASE WHEN row.props.at < k.at THEN row.props.at ELSE k.at END,
             k.confirmed = CASE WHEN row.props.confirmed > k.confirmed THEN row.props.confirmed ELSE k.confirmed END
MERGE (x)-[:HAS_CONSENT]->(k)
WITH DISTINCT x
SET x.value = x.value
// Include: parts/around
// Include: parts/forget
