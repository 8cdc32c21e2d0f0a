// Attaches the cookie or device of a `row` {key, individual, household, guess}, of which the last three may be null.
// Where somebody known signed in, what was suggested goes, too.
MATCH (x:Identifier {key: row.key})
OPTIONAL MATCH (x)-[old:IDENTIFIES|MEMBER_OF|MATCHES]->(owner)
WHERE NOT old:MATCHES OR EXISTS { (x)<-[:USES_COOKIE|USES_DEVICE]-(:Customer)-[:IDENTIFIES]->(:Individual) }
WITH x, row, collect(old) AS olds, [one IN collect(owner) WHERE one:Individual] AS owners,
  head(collect(CASE WHEN owner.id IN [row.individual, row.household] THEN old.since END)) AS since
FOREACH (old IN olds | DELETE old)
WITH x, row, owners, coalesce(since, datetime()) AS since
OPTIONAL MATCH (i:Individual {id: row.individual})
OPTIONAL MATCH (h:Household {id: row.household})
FOREACH (_ IN CASE WHEN i IS NULL THEN [] ELSE [1] END |
  CREATE (x)-[r:IDENTIFIES]->(i) SET r = coalesce(row.guess, {}), r.since = since)
FOREACH (_ IN CASE WHEN h IS NULL THEN [] ELSE [1] END |
  CREATE (x)-[r:MEMBER_OF]->(h) SET r = coalesce(row.guess, {}), r.since = since)
WITH x, owners + CASE WHEN i IS NULL THEN [] ELSE [i] END AS theirs
// Where nothing was said on it, it tells their other cookies nothing: a grant passes through no cookie. Somebody may have hundreds.
FOREACH (one IN theirs | REMOVE one.may_until)
WITH [x] + CASE WHEN EXISTS { (x)-[:HAS_CONSENT]->() } THEN theirs ELSE [] END AS touched
// Include: parts/forget
