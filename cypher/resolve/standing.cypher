// Purpose: whether what arrives is resolved as it arrives, and what waits. Takes no lock.
// Parameters: none
// Returns: ready, resolving, records, pending, held, next: version of the model that takes over with the
//          next resolve, limits: version of those by which everything was derived
OPTIONAL MATCH (l:Lock {name: 'live'})
OPTIONAL MATCH (r:Lock {name: 'resolve'}) WHERE r.owner IS NOT NULL AND r.until > datetime()
OPTIONAL MATCH (m:Model) WHERE m.next
RETURN coalesce(l.ready, false) AS ready, r IS NOT NULL AS resolving, COUNT { MATCH (c:Customer) } AS records,
  COUNT { MATCH (c:Pending) } - COUNT { MATCH (c:HeldBack) } AS pending, COUNT { MATCH (c:HeldBack) } AS held, m.version AS next,
  l.limits AS limits
