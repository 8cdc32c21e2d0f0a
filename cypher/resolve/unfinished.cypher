// Purpose: is there anything that a resolve has yet to do? True after a load, and after a resolve that was cut short.
// Parameters: none
// Returns: unfinished
RETURN EXISTS { MATCH (c:Customer) WHERE NOT (c)-[:IDENTIFIES]->(:Individual) }
    OR EXISTS { MATCH (i:Individual) WHERE NOT (i)-[:MEMBER_OF|MERGED_INTO]->() }
    OR EXISTS { MATCH (l:Lock {name: 'resolve'}) WHERE l.owner IS NOT NULL }
    OR NOT EXISTS { MATCH (l:Lock {name: 'live'}) WHERE l.ready } AS unfinished
