// Purpose: what records said before that names any of these identifiers. A version that nobody may need again is no reason
//          for an index, which each load that changes records would write: they are all looked at, once an erasure.
// Parameters: $p.values: property of a record -> value -> true, $p.separator: between the values of a property
// Returns: id, named_in: the properties that name one, said: of its cookies and devices
// Scans: former records have no index
MATCH (f:FormerRecord)
WITH f, [name IN keys($p.values) WHERE any(value IN split(f[name], $p.separator) WHERE $p.values[name][value])] AS named_in
WHERE size(named_in) > 0
RETURN f.id AS id, named_in, f {.cookie, .std_cookie, .device, .std_device} AS said
