// Purpose: which of these tokens name a hub or a block over its cap.
// Parameters: $p.tokens
// Returns: rows: token, most
UNWIND $p.tokens AS token
MATCH (b:Block {token: token})
RETURN collect({token: b.token, most: b.most}) AS rows
