// Purpose: with Graph Data Science: the connected component of every record of the graph in memory.
// Parameters: $p.graph: name of the graph in memory
// Returns: record, component
CALL gds.wcc.stream($p.graph) YIELD nodeId, componentId
RETURN gds.util.asNode(nodeId).id AS record, componentId AS component
