// Purpose: an identifier by itself: where no record carries it, it can be erased alone.
// Parameters: $p.key
// Returns: key, label, value, others: how many records carry it
MATCH (x:Identifier {key: $p.key})
RETURN x.key AS key, [l IN labels(x) WHERE l <> 'Identifier'][0] AS label, x.value AS value,
       COUNT { (x)<-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|CLAIMS]-() } AS others
