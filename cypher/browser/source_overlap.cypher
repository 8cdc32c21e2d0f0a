// Purpose: How many people do two sources have in common, and what share of the smaller one is that?
// Parameters: none
// Returns: a, b, people_in_both, share_of_smaller
MATCH (i:Individual)<-[:IDENTIFIES]-(c:Customer)
WITH i, collect(DISTINCT c.source) AS sources
UNWIND sources AS a
UNWIND sources AS b
WITH a, b, count(i) AS people
WITH collect({a: a, b: b, people: people}) AS pairs
UNWIND pairs AS pair
WITH pair, [own IN pairs WHERE own.a = own.b AND own.a IN [pair.a, pair.b] | own.people] AS sizes
WHERE pair.a < pair.b
RETURN pair.a AS a, pair.b AS b, pair.people AS people_in_both,
  round(toFloat(pair.people) / reduce(least = sizes[0], n IN sizes | CASE WHEN n < least THEN n ELSE least END), 3)
    AS share_of_smaller
ORDER BY people_in_both DESC, a, b
