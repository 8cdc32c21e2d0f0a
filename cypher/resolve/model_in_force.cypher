// Purpose: the match model that scores now.
// Parameters: none
// Returns: version, document, records, chosen
MATCH (m:Model) WHERE m.in_force
RETURN m.version AS version, m.document AS document, m.records AS records, coalesce(m.chosen, false) AS chosen
LIMIT 1
