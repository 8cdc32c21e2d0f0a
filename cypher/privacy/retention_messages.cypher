// Purpose: how many events are remembered longer than needed.
// Parameters: $p.before: a day as a number
// Returns: due, oldest: a day as a number
MATCH (m:Message)
WHERE m.day < $p.before
RETURN count(m) AS due, min(m.day) AS oldest
