// Purpose: what the graph was told and had derived of records before they change.
// Parameters: $p.ids
// Returns: id, born, keys, content, carries, called, individual, near: records it is compared or judged with
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
RETURN c.id AS id, c.born AS born, c.keys AS keys, c.content AS content, c.carries AS carries, c.called AS called,
  head([(c)-[:IDENTIFIES]->(i:Individual) | i.id]) AS individual,
  [(c)-[:MATCHES|TOUCHES|MUST_LINK|CANNOT_LINK]-(d:Customer) | d.id] AS near
