// Purpose: who signed in with each of these cookies, and what it is allowed for: as it is remembered, else what was said of the
// cookie itself, and of everybody it is linked to. Of a cookie nobody signed in with, whose it may be: the guess, and what the
// one it points at, or all of their household, allow. Of a cookie that is remembered not to be allowed, no more is looked for.
// A cookie never seen gives no row, and one that is blocked is nobody's.
// Parameters: $p.keys, $p.purpose, $p.asks: whether it needs consent, $p.hides: whether restricted people are hidden, $p.rules,
// $p.place and $p.at: what must be remembered
// Returns: rows: key, known, individual, household, people: how many individuals signed in, probability, statements, linked: [said],
// guess: {individual, household, probability, household_probability, basis, evidence, people: [{id, known, said}]} or null
UNWIND $p.keys AS key
MATCH (x:Identifier {key: key})
WITH key, x, x AS i
// Include: parts/answer
WITH key, known, x
CALL (x, known) {
  WITH x WHERE known IS NULL
  UNWIND [(x)<-[:USES_COOKIE]-(:Customer)-[:IDENTIFIES]->(user:Individual) | user] +
         [(x)-[:IDENTIFIES]->(any:Individual) | any] AS i
  WITH DISTINCT i
// Include: parts/consents
  RETURN collect(said) AS linked
}
OPTIONAL CALL (x, known) {
  WITH x WHERE x.blocked IS NULL AND (known IS NULL OR known = 1)
  OPTIONAL MATCH (x)-[own:IDENTIFIES|MEMBER_OF]->(owner)
  WHERE own.probability IS NULL
  WITH x, head(collect(CASE WHEN owner:Individual THEN owner END)) AS theirs,
       head(collect(CASE WHEN owner:Household THEN owner.id END)) AS shared
  CALL (x, theirs) {
    OPTIONAL MATCH (x)<-[:USES_COOKIE]-(c:Customer)-[:IDENTIFIES]->(user:Individual)
    WITH theirs, c, user
    OPTIONAL MATCH (c)-[m:MATCHES {accepted: true}]-(:Customer)
    WHERE user = theirs AND theirs.size > 1
    RETURN count(DISTINCT user) AS people,
           max(CASE WHEN user <> theirs THEN null WHEN theirs.size = 1 THEN 1.0 ELSE m.probability END) AS probability
  }
  OPTIONAL MATCH (theirs)-[:MEMBER_OF]->(home:Household)
  RETURN theirs.id AS individual, coalesce(home.id, shared) AS household, people, probability
}
OPTIONAL CALL (x, individual, household, people) {
  WITH x WHERE individual IS NULL AND household IS NULL AND people = 0
  OPTIONAL MATCH (x)-[m:MATCHES]->(:Identifier)-[sure:IDENTIFIES]->(likely:Individual)
  WHERE sure.probability IS NULL
  WITH x, m, likely ORDER BY m.probability DESC, likely.id LIMIT 1
  OPTIONAL MATCH (x)-[g:MEMBER_OF]->(likely_home:Household)
  WHERE g.probability IS NOT NULL
  OPTIONAL MATCH (likely)-[:MEMBER_OF]->(of_likely:Household)
  WITH m, g, likely, coalesce(likely_home, of_likely) AS home
  CALL (likely, home) {
    UNWIND [likely] + [(home)<-[:MEMBER_OF]-(member:Individual) | member] AS i
    WITH DISTINCT i WHERE i IS NOT NULL
    // Include: parts/answer
    CALL (i, known) {
      WITH i WHERE known IS NULL
      // Include: parts/consents
      RETURN head(collect(said)) AS said
    }
    RETURN collect({id: i.id, known: known, said: said}) AS guessed
  }
  WITH m, g, likely, home, guessed
  WHERE m IS NOT NULL OR g IS NOT NULL
  RETURN {individual: likely.id, probability: m.probability, household: home.id,
          household_probability: g.probability, basis: coalesce(m.basis, g.basis),
          evidence: coalesce(m.evidence, g.evidence), people: guessed} AS guess
}
RETURN collect({key: key, known: known, individual: individual, household: household, people: people,
  probability: probability, linked: linked, guess: guess,
  statements: [(x)-[:HAS_CONSENT]->(s:Consent) WHERE known IS NULL AND $p.asks AND s.purpose = $p.purpose |
               [s.id, s.channel, s.status, s.at.epochSeconds, s.confirmed.epochSeconds]]}) AS rows
