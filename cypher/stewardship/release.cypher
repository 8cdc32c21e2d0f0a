// Purpose: let records that were held back wait as all others do: what is derived from them follows.
// Parameters: $p.held: what they were held back under
// Returns: id
MATCH (c:Customer:HeldBack)
USING SCAN c:HeldBack
WHERE coalesce(c.held_under, c.touched) = $p.held
REMOVE c:HeldBack, c.held, c.held_under
RETURN c.id AS id
