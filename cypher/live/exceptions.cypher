// Purpose: which of these tokens name a hub or a block over its cap.
// Parameters: $p.tokens
// Returns: rows: token, most, key: what names the value
UNWIND $p.tokens AS token
MATCH (b:Block {token: token})
RETURN collect(b {.token, .most, .key}) AS rows
