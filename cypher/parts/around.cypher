// Takes the identifier `x`, adds `touched`: itself and the individuals for whom it counts what was said there.
WITH *, [x] + [(x)-[:IDENTIFIES]->(itsPerson:Individual) | itsPerson] + CASE WHEN x.hub IS NULL AND x.blocked IS NULL THEN
  [(x)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]-(:Customer)-[:IDENTIFIES]->(itsPerson:Individual) | itsPerson]
  ELSE [] END AS touched
