// Purpose: every record with the individuals it is in, for the checks of a whole graph. What a steward has not let in yet
//          is in none, and that is as it should be.
// Parameters: none
// Returns: record, born, national_id: null where it counts for nothing, or is held back, promised: the source that promises one
//          record a person, individuals
MATCH (c:Customer)
WHERE NOT c:HeldBack OR EXISTS { (c)-[:IDENTIFIES]->() }
RETURN c.id AS record, c.born AS born,
       CASE WHEN NOT c:HeldBack
             AND NOT EXISTS { (c)-[:HAS_ID]->(x:Identifier {key: 'national_id:' + c.std_national_id}) WHERE x.hub OR x.blocked }
            THEN c.std_national_id END AS national_id,
       [(c)-[:FROM]->(s:Source WHERE s.deduplicated) | s.name][0] AS promised,
       [(c)-[:IDENTIFIES]->(i:Individual) | i.id] AS individuals
