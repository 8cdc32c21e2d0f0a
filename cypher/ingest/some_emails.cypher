// Purpose: keys of a few emails, as a service asks for them before anybody else does.
// Parameters: $p.most
// Returns: key
// Scans: a few, and any of them
MATCH (x:Email)
RETURN x.key AS key LIMIT toInteger($p.most)
