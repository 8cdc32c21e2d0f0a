// Purpose: the data catalogue: every source and when it was last loaded whole.
// Parameters: none
// Returns: name, refreshed_at
MATCH (s:Source)
RETURN s.name AS name, toString(s.refreshed_at) AS refreshed_at
ORDER BY name
