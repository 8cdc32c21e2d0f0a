// Purpose: take or renew a lease. Setting a property first locks the node, so that two cannot read it free at once.
// Parameters: $p.name, $p.owner, $p.seconds
// Returns: owner, until, mine
MERGE (l:Lock {name: $p.name})
SET l.name = $p.name
WITH l, l.owner IS NULL OR l.owner = $p.owner OR l.until < datetime() AS mine
FOREACH (_ IN CASE WHEN mine THEN [1] ELSE [] END |
  SET l.owner = $p.owner, l.until = datetime() + duration({seconds: $p.seconds}))
RETURN l.owner AS owner, toString(l.until) AS until, mine
