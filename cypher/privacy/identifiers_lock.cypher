// Purpose: hold identifiers until the transaction ends, as events of the tracking API do.
// Parameters: $p.keys: sorted
// Returns: nothing
UNWIND $p.keys AS key
MATCH (x:Identifier {key: key})
SET x.value = x.value
