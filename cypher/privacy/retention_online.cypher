// Purpose: hold cookies or devices until the transaction ends, and say which of them are kept too long now: somebody may have
//          come back since they were found, or had processing restricted. Setting a property takes the lock.
// Parameters: $p.keys: sorted, $p.since: the property that counts, $p.before
// Returns: key
UNWIND $p.keys AS key
MATCH (x:Identifier {key: key})
SET x.value = x.value
WITH x
WHERE x[$p.since] < $p.before
WITH x, [(x)<-[:USES_COOKIE|USES_DEVICE]-(c:Customer) | c] AS theirs
// Include: parts/kept_for
WITH x WHERE NOT restricted
RETURN x.key AS key
