// Whoever is alone on a cookie or device `i`, which somebody is gone from, waits, under another mark each time: what others share
// with them is what they are found by. Where they are derived in the same transaction, they wait no longer.
CALL (i) {
  MATCH (i)<-[:USES_COOKIE|USES_DEVICE]-(other)
  WITH collect(other) AS others
  UNWIND CASE WHEN size(others) = 1 THEN others ELSE [] END AS other
  SET other:Pending, other.touched = randomUUID()
}
