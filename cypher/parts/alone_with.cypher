// Who else signed in where a record `c` did, if that is one record, leaving out those in $p.ids and those not resolved yet:
// whether they share a cookie or a device with anybody may depend on those. No label is named, or a plan may begin with everybody.
MATCH (c)-[:USES_COOKIE|USES_DEVICE]->(x)
WHERE COUNT { (x)<-[:USES_COOKIE|USES_DEVICE]-() } > 1
WITH COLLECT {
  MATCH (x)<-[:USES_COOKIE|USES_DEVICE]-(other)
  WHERE NOT other:Pending AND NOT other.id IN $p.ids
  RETURN other.id LIMIT 2
} AS others
WHERE size(others) = 1
RETURN DISTINCT others[0]
