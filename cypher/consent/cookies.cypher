// Purpose: what there is to know of cookies to tell what they are allowed for, for every purpose: what was said of each
// itself, and by everybody it is linked to.
// Parameters: $p.cookies: keys, $p.purpose: null, $p.asks: true, $p.hides: true
// Returns: key, statements, linked: [said]
UNWIND $p.cookies AS key
MATCH (x:Identifier {key: key})
CALL (x) {
  CALL (x) {
    MATCH (x)<-[:USES_COOKIE]-(:Customer)-[:IDENTIFIES]->(i:Individual)
    RETURN i
    UNION
    MATCH (x)-[:IDENTIFIES]->(i:Individual)
    RETURN i
  }
// Include: parts/consents
  RETURN collect(said) AS linked
}
RETURN key, linked, [(x)-[:HAS_CONSENT]->(s:Consent) |
  [s.id, s.channel, s.status, s.at.epochSeconds, s.confirmed.epochSeconds, s.purpose]] AS statements
