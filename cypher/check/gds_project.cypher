// Purpose: with Graph Data Science: all records and the accepted edges, as a graph in memory.
// Parameters: $p.graph: name of the graph in memory
// Returns: nodes, edges: how many
MATCH (a:Customer)
OPTIONAL MATCH (a)-[:MATCHES {accepted: true}]->(b:Customer)
WITH gds.graph.project($p.graph, a, b) AS g
RETURN g.nodeCount AS nodes, g.relationshipCount AS edges
