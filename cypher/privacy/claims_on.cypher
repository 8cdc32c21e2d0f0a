// Purpose: records from public write keys that claim identifiers without being evidence of anybody.
// Parameters: $p.keys, $p.records: IDs of those to leave out
// Returns: id, source, born
UNWIND $p.keys AS key
MATCH (:Identifier {key: key})<-[:CLAIMS]-(c:Customer)
WHERE NOT c.id IN $p.records
WITH DISTINCT c ORDER BY c.id
RETURN c.id AS id, c.source AS source, c.born AS born
