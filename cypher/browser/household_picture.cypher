// Purpose: Who and what belongs to one household: its people, their records, identifiers and devices, as a picture.
// Parameters: none; edit the first line: a household's id, or nothing for the largest household
// Returns: people, values, shared
WITH '' AS id
MATCH (h:Household)
WHERE h.id = id OR (id = '' AND NOT h:Retired)
WITH h ORDER BY h.size DESC, h.id LIMIT 1
MATCH people = (h)<-[:MEMBER_OF]-(:Individual)<-[:IDENTIFIES]-(c:Customer)
OPTIONAL MATCH values = (c)-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(:Identifier)
OPTIONAL MATCH shared = (h)<-[:MEMBER_OF]-(:Cookie|Device)
RETURN people, values, shared
