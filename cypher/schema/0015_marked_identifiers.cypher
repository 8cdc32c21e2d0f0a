// Purpose: the few identifiers that are hubs, or that a steward blocked, are found among all by what marks them.
// Parameters: none
// Returns: nothing
CREATE INDEX identifier_hub IF NOT EXISTS FOR (n:Identifier) ON (n.hub);
CREATE INDEX identifier_blocked IF NOT EXISTS FOR (n:Identifier) ON (n.blocked);
