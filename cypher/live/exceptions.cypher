// Purpose: which of these tokens name a hub or a block over its cap.
// Parameters: $p.tokens
// Returns: token, most
UNWIND $p.tokens AS token
MATCH (b:Block {token: token})
RETURN b.token AS token, b.most AS most
