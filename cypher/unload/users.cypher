// Purpose: the records that carry cookies and devices.
// Parameters: $p.keys
// Returns: record
UNWIND $p.keys AS key
MATCH (:Identifier {key: key})<-[:USES_COOKIE|USES_DEVICE]-(c:Customer)
RETURN DISTINCT c.id AS record
