// Purpose: everything that records say in one attribute, once each.
// Parameters: $p.property
// Returns: text
// Scans: columns that no field stands for have no index
MATCH (c:Customer)
WHERE c[$p.property] IS NOT NULL
RETURN DISTINCT toStringOrNull(c[$p.property]) AS text
