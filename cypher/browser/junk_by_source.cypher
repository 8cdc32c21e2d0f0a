// Purpose: Which fields does which source fill with junk (info@, 0600000000, 01/01/1900) or with doubtful values?
// Parameters: none
// Returns: source, field, junk, doubtful, records
MATCH (c:Customer)
UNWIND [field IN coalesce(c.junk, []) | {field: field, junk: 1}]
     + [field IN coalesce(c.doubtful, []) | {field: field, junk: 0}] AS fault
WITH c.source AS source, fault.field AS field, sum(fault.junk) AS junk, sum(1 - fault.junk) AS doubtful
MATCH (s:Source {name: source})
RETURN source, field, junk, doubtful, COUNT { (s)<-[:FROM]-() } AS records
ORDER BY junk DESC, doubtful DESC, source, field
