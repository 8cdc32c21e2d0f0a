// What answers rest on has changed: none is remembered of those in `touched`, individuals and identifiers, and of the cookies
// of the individuals, until it is worked out anew; who reads meanwhile works it out. Removing the property takes the lock, so
// whoever works it out at this moment is done before, or begins after this transaction.
CALL (touched) {
  UNWIND touched AS itsOne
  WITH DISTINCT itsOne ORDER BY coalesce(itsOne.key, itsOne.id)
  REMOVE itsOne.may_until
  WITH itsOne
  UNWIND [(itsOne)<-[:IDENTIFIES]-(itsCookie:Cookie) | itsCookie] +
         [(itsOne)<-[:IDENTIFIES]-(:Customer)-[:USES_COOKIE]->(itsCookie:Cookie) | itsCookie] AS itsCookie
  WITH DISTINCT itsCookie ORDER BY itsCookie.key
  REMOVE itsCookie.may_until
}
