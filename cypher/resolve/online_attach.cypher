// Purpose: attach cookies and devices to their one individual, or to the household of the several, or to nobody.
//          A guess brings its probability and evidence. Nothing becomes of those that others signed in on meanwhile: whose
//          they are was written with that. The lock comes before the look: somebody may be about to.
// Parameters: $p.rows: [{key, users: IDs of the individuals who signed in on it when it was read, and of their households, sorted,
//             none where it is blocked; individual, household, guess}], any of the last three may be null
// Returns: nothing
UNWIND $p.rows AS row
MATCH (x:Identifier {key: row.key})
SET x.value = x.value
WITH row, x
WHERE row.users = COLLECT {
  MATCH (x)<-[:USES_COOKIE|USES_DEVICE]-(:Customer)-[:IDENTIFIES]->(i:Individual)-[:MEMBER_OF]->(h:Household)
  WHERE x.blocked IS NULL
  UNWIND [i.id, h.id] AS id
  RETURN DISTINCT id ORDER BY id
}
WITH row
// Include: parts/online_attach
