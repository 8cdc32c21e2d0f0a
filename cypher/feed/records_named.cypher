// Purpose: the names of records that entries tell of by the ULID they were born with; of those that still exist.
// Parameters: $p.born
// Returns: born, record
UNWIND $p.born AS born
MATCH (c:Customer {born: born})
RETURN born, c.id AS record
