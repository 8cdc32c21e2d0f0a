// Purpose: does this server have Graph Data Science? A row where it has.
// Parameters: none
// Returns: name
SHOW PROCEDURES YIELD name WHERE name = 'gds.wcc.stream' RETURN name
