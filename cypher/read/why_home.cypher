// Purpose: the links that hold a household together, to find the way from one of its people to another.
// Parameters: $p.id
// Returns: a, b, individual_a, individual_b, weight, probability, evidence, model, at
MATCH (h:Household {id: $p.id})<-[:MEMBER_OF]-(ia:Individual)<-[:IDENTIFIES]-(a:Customer)-[s:SHARES_HOME]->(b:Customer)
MATCH (b)-[:IDENTIFIES]->(ib:Individual)-[:MEMBER_OF]->(h)
RETURN a.id AS a, b.id AS b, ia.id AS individual_a, ib.id AS individual_b, s.weight AS weight,
       s.probability AS probability, s.evidence AS evidence, s.model AS model, toString(s.at) AS at
