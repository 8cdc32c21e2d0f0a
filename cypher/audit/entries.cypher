// Purpose: entries of the audit in their order. `at` in microseconds since 1970, null where it is no date any more.
// Parameters: $p.after: the number before the first, $p.until: the last
// Returns: seq, at, role, caller, action, subjects, purpose, details, previous, hash
MATCH (a:Audit)
WHERE $p.after < a.seq <= $p.until
RETURN a.seq AS seq,
       CASE WHEN a.at IS :: ZONED DATETIME THEN a.at.epochSeconds * 1000000 + a.at.microsecond END AS at,
       a.role AS role, a.caller AS caller, a.action AS action, a.subjects AS subjects, a.purpose AS purpose,
       a.details AS details, a.previous AS previous, a.hash AS hash
ORDER BY seq
