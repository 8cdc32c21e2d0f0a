// Purpose: the indexes there are, those of constraints included; Neo4j's own label look-ups are left out.
// Parameters: none
// Returns: name, type, on, properties, state
SHOW INDEXES
YIELD name, type, state, labelsOrTypes, properties
WHERE type <> 'LOOKUP'
RETURN name, type, labelsOrTypes AS on, properties, state
ORDER BY name
