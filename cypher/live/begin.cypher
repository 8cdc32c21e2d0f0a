// Purpose: hold what only one may do at a time until the transaction ends, and say how things stand. Setting a property
//          first takes the lock.
// Parameters: none
// Returns: ready, resolving, records, people: with those that are retired; pending, held, model: versions and edition of the one in force,
//          limits: version of those by which everything was derived
MERGE (l:Lock {name: 'live'})
SET l.name = 'live'
WITH l
OPTIONAL MATCH (r:Lock {name: 'resolve'}) WHERE r.owner IS NOT NULL AND r.until > datetime()
OPTIONAL MATCH (m:Model) WHERE m.in_force
RETURN coalesce(l.ready, false) AS ready, r IS NOT NULL AS resolving,
  COUNT { MATCH (c:Customer) } AS records, COUNT { MATCH (i:Individual) } AS people,
  COUNT { MATCH (c:Pending) } - COUNT { MATCH (c:HeldBack) } AS pending, COUNT { MATCH (c:HeldBack) } AS held,
  m.version + ' ' + coalesce(m.homes, '') + ' ' + coalesce(m.edition, 0) AS model, l.limits AS limits
