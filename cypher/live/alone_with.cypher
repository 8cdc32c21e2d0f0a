// Purpose: of whoever shares a cookie or device with some records, and with nobody else: what they share is another thing when
//          these come or go.
// Parameters: $p.ids
// Returns: ids
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
UNWIND COLLECT {
  // Include: parts/alone_with
} AS other
RETURN collect(DISTINCT other) AS ids
