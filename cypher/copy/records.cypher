// Purpose: of every record what goes into the copy for analysts. Neither names nor streets leave the graph.
// Parameters: none
// Returns: ref, id, seen_at, source, birth_date, gender, postal_code, locality, country, filled, junk, doubtful
// Scans: a copy of the graph is asked for
MATCH (n:Customer)
WHERE n.restricted IS NULL
RETURN elementId(n) AS ref, n.id AS id, n.seen_at AS seen_at, n.source AS source, n.std_birth_date AS birth_date,
       n.std_gender AS gender, n.std_postal_code AS postal_code, n.std_locality AS locality, n.std_country AS country,
       [name IN keys(n) WHERE NOT name STARTS WITH 'std_'] AS filled, n.junk AS junk, n.doubtful AS doubtful
