// Purpose: all records of a source.
// Parameters: $p.source
// Returns: record
MATCH (:Source {name: $p.source})<-[:FROM]-(c:Customer)
RETURN c.id AS record
