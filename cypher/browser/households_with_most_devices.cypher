// Purpose: Which households do we see on the most cookies and devices?
// Parameters: none; edit the first line
// Returns: household, name, people, devices, cookies
WITH 1 AS from_people
MATCH (h:Household)<-[:MEMBER_OF]-(i:Individual)
WITH from_people, h, collect(i) AS members
WHERE size(members) >= from_people
CALL (h, members) {
  UNWIND members AS i
  MATCH (i)<-[own:IDENTIFIES]-(x:Cookie|Device)
  WHERE own.probability IS NULL
  RETURN x
  UNION
  MATCH (h)<-[shared:MEMBER_OF]-(x:Cookie|Device)
  WHERE shared.probability IS NULL
  RETURN x
}
RETURN h.id AS household, h.name AS name, size(members) AS people,
  sum(CASE WHEN x:Device THEN 1 ELSE 0 END) AS devices, sum(CASE WHEN x:Cookie THEN 1 ELSE 0 END) AS cookies
ORDER BY devices + cookies DESC, household
LIMIT 25
