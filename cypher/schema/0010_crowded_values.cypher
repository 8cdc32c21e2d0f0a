// Purpose: addresses of the net and of houses that are hubs, by what names them.
// Parameters: none
// Returns: nothing
CREATE INDEX block_key IF NOT EXISTS FOR (n:Block) ON (n.key);
