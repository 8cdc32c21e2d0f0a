// Purpose: what records said before that names any of these identifiers. A version that nobody may need again is no reason
//          for an index: they are all looked at.
// Parameters: $p.values: property of a record -> value -> true, $p.separator: between the values of a property
// Returns: id, said: of its cookies and devices
MATCH (f:FormerRecord)
WHERE any(name IN keys($p.values) WHERE any(value IN split(f[name], $p.separator) WHERE $p.values[name][value]))
RETURN f.id AS id, f {.cookie, .std_cookie, .device, .std_device} AS said
