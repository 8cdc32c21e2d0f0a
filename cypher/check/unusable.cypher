// Purpose: how many records of each source have a value that says nothing (info@, 0600000000, 01/01/1900), by field.
// Parameters: none
// Returns: source, field, unusable, records: how many the source has
MATCH (c:Customer)
UNWIND c.junk AS field
WITH c.source AS source, field, count(*) AS unusable
MATCH (s:Source {name: source})
RETURN source, field, unusable, COUNT { (s)<-[:FROM]-() } AS records
ORDER BY unusable DESC, source, field
