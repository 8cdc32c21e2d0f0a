// Purpose: which of these values too many share, of those that no mark on a node says so of.
// Parameters: $p.keys
// Returns: key
UNWIND $p.keys AS key
MATCH (b:Block {key: key})
RETURN DISTINCT b.key AS key
