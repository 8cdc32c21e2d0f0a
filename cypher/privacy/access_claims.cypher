// Purpose: that somebody entered an identifier of a person in a page anybody can use. It may have been somebody else: what
// else they entered is not told.
// Parameters: $p.ids: of the records that claim, $p.keys: of the identifiers that are the person's alone
// Returns: source, key, link
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})-[r:CLAIMS]->(x:Identifier)
WHERE x.key IN $p.keys
RETURN c.source AS source, x.key AS key, r {.first_seen, .last_seen} AS link
ORDER BY source, key
