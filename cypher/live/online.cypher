// Purpose: the cookies and devices that some records signed in on, and others, who did so, and what each is attached to now.
// Parameters: $p.ids, $p.keys: of the others, which may be gone
// Returns: rows: key, people, households (none where it is blocked), individual, household, guessed: whether a guess attaches it,
//          or suggests whose it is
CALL () {
  UNWIND $p.ids AS id
  MATCH (:Customer {id: id})-[:USES_COOKIE|USES_DEVICE]->(x:Cookie|Device)
  RETURN x
  UNION
  UNWIND $p.keys AS key
  MATCH (x:Identifier {key: key})
  RETURN x
}
OPTIONAL MATCH (x)<-[:USES_COOKIE|USES_DEVICE]-(:Customer)-[:IDENTIFIES]->(i:Individual)-[:MEMBER_OF]->(h:Household)
WHERE x.blocked IS NULL
WITH x, collect(DISTINCT i.id) AS people, collect(DISTINCT h.id) AS households
OPTIONAL MATCH (x)-[own:IDENTIFIES]->(now:Individual)
OPTIONAL MATCH (x)-[shared:MEMBER_OF]->(home:Household)
RETURN collect({key: x.key, people: people, households: households, individual: now.id, household: home.id,
  guessed: own.probability IS NOT NULL OR shared.probability IS NOT NULL OR EXISTS { (x)-[:MATCHES]->() }}) AS rows
