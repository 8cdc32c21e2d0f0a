// Purpose: every match model that is kept: their tables of common values may hold values of a person.
// Parameters: none
// Returns: version, document, in_force, next: whether it takes over with the next resolve, records, chosen
MATCH (m:Model)
RETURN m.version AS version, m.document AS document, m.in_force AS in_force, coalesce(m.next, false) AS next,
       m.records AS records, coalesce(m.chosen, false) AS chosen
ORDER BY version
