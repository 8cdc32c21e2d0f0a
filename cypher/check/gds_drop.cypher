// Purpose: with Graph Data Science: forget the graph in memory, if it is there.
// Parameters: $p.graph: name of the graph in memory
// Returns: graph
CALL gds.graph.drop($p.graph, false) YIELD graphName
RETURN graphName AS graph
