// Purpose: take all tombstones away, and the proof of their secret.
// Parameters: none
// Returns: lifted: how many people's or identifiers'
MATCH (t:Tombstone)
WITH collect(t) AS found, count(t.erasure) AS lifted
FOREACH (t IN found | DELETE t)
RETURN lifted
