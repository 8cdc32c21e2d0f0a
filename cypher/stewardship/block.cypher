// Purpose: let an identifier count for nothing, known or not yet, and note who says so, when and why. What nobody may
//          count is no hub. A cookie or device that was never seen is not by this, and what was guessed of it, or by it, goes.
// Parameters: $p.key, $p.label, $p.value, $p.by, $p.reason
// Returns: was: whether it was blocked before
MERGE (x:Identifier {key: $p.key})
ON CREATE SET x:$($p.label), x.value = $p.value
WITH x, coalesce(x.blocked, false) AS was
FOREACH (_ IN CASE WHEN was THEN [] ELSE [1] END |
  SET x.blocked = true, x.blocked_by = $p.by, x.blocked_at = datetime(), x.blocked_reason = $p.reason,
      x.hub = null)
WITH x, was
OPTIONAL MATCH (x)-[guess:IDENTIFIES|MEMBER_OF|MATCHES]-()
WHERE guess.probability IS NOT NULL
DELETE guess
WITH DISTINCT was, [x] AS touched
// Include: parts/forget
RETURN was
