// Purpose: what is remembered of people, which of their records, cookies and devices a grant is held to cover, and what there is
// to know to tell whether that is right.
// Parameters: $p.rules: what it must have been worked out by, $p.at: when it must hold, $p.purpose: null, $p.asks: true,
// $p.hides: true
// Returns: id, may, covers: [[record or key, list]], said
// Scans: all of it is checked
MATCH (i:Individual)
WHERE i.may_by = $p.rules AND i.may_from <= $p.at AND $p.at < i.may_until
// Include: parts/consents
RETURN i.id AS id, i.may AS may, said,
  [(i)<-[r:IDENTIFIES]-(c:Customer) | [c.id, r.covers]] + [(i)<-[r:IDENTIFIES]-(x:Identifier) | [x.key, r.covers]] +
  [(i)<-[:IDENTIFIES]-(:Customer)-[r:USES_COOKIE|USES_DEVICE]->(x:Identifier)
   WHERE x.hub IS NULL AND x.blocked IS NULL | [x.key, r.covers]] AS covers
