// Purpose: take or renew a lease. Setting a property first locks the node, so that two cannot read it free at once.
// Parameters: $p.name, $p.owner, $p.seconds, $p.again: whether it is held, and lost where it has ended meanwhile
// Returns: owner, until, mine
MERGE (l:Lock {name: $p.name})
SET l.name = $p.name
WITH l, CASE WHEN $p.again THEN coalesce(l.owner = $p.owner AND l.until > datetime(), false)
  ELSE l.owner IS NULL OR l.owner = $p.owner OR l.until < datetime() END AS mine
FOREACH (_ IN CASE WHEN mine THEN [1] ELSE [] END |
  SET l.owner = $p.owner, l.until = datetime() + duration({seconds: $p.seconds}))
RETURN l.owner AS owner, toString(l.until) AS until, mine
