// Purpose: hold identifiers that are there already until the transaction ends, as setting a property takes the lock; then
//          tell which keyed hashes are tombstones, as `ingest/tombstones` does.
// Parameters: $p.keys: sorted, $p.ids: keyed hashes
// Returns: proof: null where nobody was ever erased, found
CALL () {
  UNWIND $p.keys AS key
  MATCH (n:Identifier {key: key})
  SET n.value = n.value
  RETURN count(*) AS held
}
OPTIONAL MATCH (first:Tombstone {id: 'proof'})
RETURN first.proof AS proof, COLLECT { UNWIND $p.ids AS id MATCH (t:Tombstone {id: id}) RETURN t.id } AS found
