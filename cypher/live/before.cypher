// Purpose: what the graph was told and had derived of records before they change.
// Parameters: $p.ids
// Returns: rows: id, born, keys, content, carries, called, waits, individual, near: records it is compared or judged with; alone_with:
//          as `live/alone_with` has them; online: keys of the cookies and devices that they signed in on
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
RETURN collect({id: c.id, born: c.born, keys: c.keys, content: c.content, carries: c.carries, called: c.called, waits: c:Pending,
  individual: head([(c)-[:IDENTIFIES]->(i:Individual) | i.id]),
  near: [(c)-[:MATCHES|TOUCHES|MUST_LINK|CANNOT_LINK]-(d:Customer) | d.id],
  online: [(c)-[:USES_COOKIE|USES_DEVICE]->(x:Cookie|Device) | x.key],
  alone_with: COLLECT {
    // Include: parts/alone_with
  }}) AS rows
