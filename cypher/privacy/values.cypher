// Purpose: everything that records say, to look for it in files.
// Parameters: $p.ids
// Returns: record: its properties
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
RETURN c {.*} AS record
