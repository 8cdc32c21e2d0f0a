// Purpose: the loads that run now, whichever machine they run on.
// Parameters: none
// Returns: name
MATCH (l:Lock)
WHERE l.name STARTS WITH 'load of ' AND l.until > datetime()
RETURN l.name AS name ORDER BY name
