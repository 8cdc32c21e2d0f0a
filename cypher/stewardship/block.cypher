// Purpose: let an identifier count for nothing, known or not yet, and note who says so, when and why. What nobody may
//          count is no hub.
// Parameters: $p.key, $p.label, $p.value, $p.by, $p.reason
// Returns: was: whether it was blocked before
MERGE (x:Identifier {key: $p.key})
ON CREATE SET x:$($p.label), x.value = $p.value
FOREACH (_ IN CASE WHEN $p.label IN ['Cookie', 'Device'] AND x.first_seen IS NULL THEN [1] ELSE [] END |
  SET x.first_seen = datetime(), x.last_seen = datetime())
WITH x, coalesce(x.blocked, false) AS was
FOREACH (_ IN CASE WHEN was THEN [] ELSE [1] END |
  SET x.blocked = true, x.blocked_by = $p.by, x.blocked_at = datetime(), x.blocked_reason = $p.reason,
      x.hub = null)
RETURN was
