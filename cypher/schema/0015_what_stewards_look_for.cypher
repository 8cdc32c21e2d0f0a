// Purpose: what stewards look for is found without walking over everybody: identifiers that are hubs, or blocked, and what one act ruled.
// Parameters: none
// Returns: nothing
CREATE INDEX identifier_hub IF NOT EXISTS FOR (n:Identifier) ON (n.hub);
CREATE INDEX identifier_blocked IF NOT EXISTS FOR (n:Identifier) ON (n.blocked);
CREATE INDEX must_link_action IF NOT EXISTS FOR ()-[v:MUST_LINK]-() ON (v.action);
CREATE INDEX cannot_link_action IF NOT EXISTS FOR ()-[v:CANNOT_LINK]-() ON (v.action);
