// Purpose: what the graph was told and had derived of records before they change.
// Parameters: $p.ids
// Returns: rows: id, born, keys, content, carries, called, individual, near: records it is compared or judged with; alone_with:
//          as `live/alone_with` has them
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
RETURN collect({id: c.id, born: c.born, keys: c.keys, content: c.content, carries: c.carries, called: c.called,
  individual: head([(c)-[:IDENTIFIES]->(i:Individual) | i.id]),
  near: [(c)-[:MATCHES|TOUCHES|MUST_LINK|CANNOT_LINK]-(d:Customer) | d.id],
  alone_with: COLLECT {
    // Include: parts/alone_with
  }}) AS rows
