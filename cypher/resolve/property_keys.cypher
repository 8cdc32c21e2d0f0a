// Purpose: every property name the database has ever seen: which std_* and x_* columns there may be.
// Parameters: none
// Returns: rows: key
CALL db.propertyKeys() YIELD propertyKey
RETURN collect({key: propertyKey}) AS rows
