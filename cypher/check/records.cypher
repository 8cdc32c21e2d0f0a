// Purpose: every record with the individuals it is in, for the checks of a whole graph. What a steward has not let in yet
//          is in none, and that is as it should be.
// Parameters: none
// Returns: record, born, national_id, promised: the source that promises one record a person, individuals
MATCH (c:Customer)
WHERE NOT c:HeldBack OR EXISTS { (c)-[:IDENTIFIES]->() }
RETURN c.id AS record, c.born AS born, c.std_national_id AS national_id,
       [(c)-[:FROM]->(s:Source WHERE s.deduplicated) | s.name][0] AS promised,
       [(c)-[:IDENTIFIES]->(i:Individual) | i.id] AS individuals
