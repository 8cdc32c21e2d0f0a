// Purpose: all tokens that name a hub or a block over its cap.
// Parameters: none
// Returns: token, most, key
MATCH (b:Block)
RETURN b.token AS token, b.most AS most, b.key AS key
