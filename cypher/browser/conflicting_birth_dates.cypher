// Purpose: Which people were given different birth dates by different records? A fault of a source, or two people.
// Parameters: none
// Returns: individual, name, dates, sources
MATCH (i:Individual)<-[:IDENTIFIES]-(c:Customer)
WHERE size(c.std_birth_date) = 10
WITH i, c.std_birth_date AS date, collect(DISTINCT c.source) AS said_by
WITH i, collect(date) AS dates, collect(date + ': ' + reduce(text = '', s IN said_by | text + s + ' ')) AS sources
WHERE size(dates) > 1
RETURN i.id AS individual, i.name AS name, dates, [text IN sources | trim(text)] AS sources
ORDER BY size(dates) DESC, individual
LIMIT 100
