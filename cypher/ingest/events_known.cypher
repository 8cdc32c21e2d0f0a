// Purpose: which events cookies and devices have already counted.
// Parameters: $p.keys
// Returns: key, events
UNWIND $p.keys AS key
MATCH (n:Identifier {key: key})
WHERE n.events IS NOT NULL
RETURN n.key AS key, n.events AS events
