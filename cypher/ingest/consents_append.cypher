// Purpose: add consent statements to the ledger. Nothing that stands there is changed.
// Parameters: $p.rows: [{identifier: {key, label, node}, props}]
// Returns: nothing
UNWIND $p.rows AS row
MERGE (i:Identifier {key: row.identifier.key})
ON CREATE SET i += row.identifier.node, i:$(row.identifier.label)
MERGE (k:Consent {id: row.props.id})
ON CREATE SET k = row.props
MERGE (i)-[:HAS_CONSENT]->(k)
