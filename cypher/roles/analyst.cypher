// Purpose: a role for analysts who use the graph itself, on Neo4j Enterprise and on those tiers of Aura that let you make
// roles. It finds every node and relationship and reads what says nothing of anybody; everything else stays unread for lack
// of a grant, so what is added later is hidden until it is granted here. Run it as an administrator, on the database
// `system`: cypher-shell -d system -f analyst.cypher; then GRANT ROLE idgraph_analyst TO <user>. Where the graph is in
// another database than `neo4j`, put its name for it.
// Parameters: none
// Returns: nothing
CREATE ROLE idgraph_analyst IF NOT EXISTS;
GRANT ACCESS ON DATABASE neo4j TO idgraph_analyst;
GRANT TRAVERSE ON GRAPH neo4j ELEMENTS * TO idgraph_analyst;
GRANT READ {source, seen_at, junk, doubtful, std_gender, std_postal_code, std_locality, std_country} ON GRAPH neo4j NODES Customer TO idgraph_analyst;
GRANT READ {hub, blocked, first_seen, last_seen} ON GRAPH neo4j NODES Identifier TO idgraph_analyst;
GRANT READ {id, size} ON GRAPH neo4j NODES Individual, Household TO idgraph_analyst;
GRANT READ {purpose, channel, status, at, source, lawful_basis} ON GRAPH neo4j NODES Consent TO idgraph_analyst;
GRANT READ {*} ON GRAPH neo4j NODES Source TO idgraph_analyst;
GRANT READ {seq, at, type, kind, id, household} ON GRAPH neo4j NODES Change TO idgraph_analyst;
GRANT READ {first_seen, last_seen, source, verified, count, at, since, weight, probability, evidence, basis, accepted, model} ON GRAPH neo4j RELATIONSHIPS * TO idgraph_analyst;
GRANT EXECUTE PROCEDURE db.labels, db.relationshipTypes, db.propertyKeys, db.schema.visualization ON DBMS TO idgraph_analyst;
