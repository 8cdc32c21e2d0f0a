// Purpose: add consent statements to the ledger. A cookie or device was there when it was said. Nothing that stands there is
//          changed, but for a choice that events are stamped with: of one day there is one, which was first said `at` and last
//          `confirmed`. What was said again otherwise is no file's any more, and stays where the file that brought it is taken
//          back.
// Parameters: $p.rows: [{identifier: {key, label, node}, props}], times as ISO texts
// Returns: nothing
UNWIND $p.rows AS row
WITH row, row.identifier.node AS node, datetime(row.props.at) AS at, datetime(row.props.confirmed) AS confirmed
MERGE (x:Identifier {key: row.identifier.key})
ON CREATE SET x += node, x:$(row.identifier.label),
              x.first_seen = datetime(node.first_seen), x.last_seen = datetime(node.last_seen)
ON MATCH SET x.first_seen = CASE WHEN x.first_seen <= datetime(node.first_seen) THEN x.first_seen
                                 ELSE coalesce(datetime(node.first_seen), x.first_seen) END,
             x.last_seen = CASE WHEN x.last_seen >= datetime(node.last_seen) THEN x.last_seen
                                ELSE coalesce(datetime(node.last_seen), x.last_seen) END
MERGE (k:Consent {id: row.props.id})
ON CREATE SET k = row.props, k.at = at, k.confirmed = confirmed
ON MATCH SET k.at = CASE WHEN at < k.at THEN at ELSE k.at END,
             k.confirmed = CASE WHEN confirmed > k.confirmed THEN confirmed ELSE k.confirmed END,
             k.load_id = null, k.also_in = null
MERGE (x)-[:HAS_CONSENT]->(k)
WITH DISTINCT x
SET x.value = x.value
// Include: parts/around
// Include: parts/forget
