// Purpose: cookies and devices that no other record carries and that were seen only with these.
// Parameters: $p.keys, $p.records: IDs
// Returns: key, label, value
UNWIND $p.keys AS key
MATCH (:Identifier {key: key})-[:SEEN_ON]-(x:Identifier)
WHERE NOT x.key IN $p.keys
  AND NOT EXISTS { (x)<-[:USES_COOKIE|USES_DEVICE|CLAIMS]-(other:Customer) WHERE NOT other.id IN $p.records }
  AND NOT EXISTS { (x)-[:SEEN_ON]-(with:Identifier) WHERE NOT with.key IN $p.keys }
WITH DISTINCT x
RETURN x.key AS key, CASE WHEN x:Device THEN 'Device' ELSE 'Cookie' END AS label, x.value AS value
ORDER BY key
