// Purpose: keep what records said before a load that changes them, to be restored where that load is taken back. What
//          follows from it, and a restriction, are no part of it.
// Parameters: $p.rows: [{props: {id}}], $p.load: the load that changes them
// Returns: nothing
UNWIND $p.rows AS row
MATCH (c:Customer {id: row.props.id})
WITH c, c {.*, restricted: null, keys: null, content: null, carries: null, called: null, touched: null,
          held: null, held_under: null} AS said
MERGE (f:FormerRecord {id: c.id + '@' + $p.load})
ON CREATE SET f = said, f.id = c.id + '@' + $p.load, f.record = c.id, f.until = $p.load
MERGE (c)-[:WAS]->(f)
