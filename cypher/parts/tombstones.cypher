// Which of the keyed hashes `$p.ids` are tombstones: `proof` of the secret that tombstones are made with, null where nobody was ever
// erased, and `found`. By the beginning of the ID, which is all of it: looked up whole in a statement that writes, Neo4j would lock
// the place of a tombstone that it does not find, and all who ask would wait for one another.
OPTIONAL MATCH (first:Tombstone)
WHERE first.id STARTS WITH 'proof'
RETURN first.proof AS proof, COLLECT {
  UNWIND $p.ids AS id
  MATCH (t:Tombstone)
  WHERE t.id STARTS WITH id
  RETURN t.id
} AS found
