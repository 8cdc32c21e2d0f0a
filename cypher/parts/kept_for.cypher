// Of records `theirs`: whether processing of one of them is restricted, or of another record of the same person. Takes `theirs`,
// adds `restricted`. What is theirs is kept, since keeping is what they asked for.
WITH *, EXISTS {
  UNWIND theirs AS itsRecord
  WITH itsRecord
  WHERE itsRecord.restricted OR EXISTS {
    MATCH (itsRecord)-[:IDENTIFIES]->(itsPerson:Individual)
    MATCH (itsPerson)<-[:IDENTIFIES]-(itsTwin:Customer)
    WHERE itsTwin.restricted
  }
  RETURN itsRecord
} AS restricted
