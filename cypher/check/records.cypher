// Purpose: every record with the individuals it is in, for the checks of a whole graph.
// Parameters: none
// Returns: record, born, national_id, individuals
MATCH (c:Customer)
RETURN c.id AS record, c.born AS born, c.std_national_id AS national_id,
       [(c)-[:IDENTIFIES]->(i:Individual) | i.id] AS individuals
