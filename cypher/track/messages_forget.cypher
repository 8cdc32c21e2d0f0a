// Purpose: forget events so old that no SDK sends them again.
// Parameters: $p.before: a day as a number, $p.most
// Returns: forgotten
MATCH (m:Message)
WHERE m.day < $p.before
WITH m LIMIT $p.most
DELETE m
RETURN count(*) AS forgotten
