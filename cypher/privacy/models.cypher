// Purpose: every match model that is kept: their tables of common values may hold values of a person.
// Parameters: none
// Returns: version, document, in_force, records, chosen
MATCH (m:Model)
RETURN m.version AS version, m.document AS document, m.in_force AS in_force, m.records AS records,
       coalesce(m.chosen, false) AS chosen
ORDER BY version
