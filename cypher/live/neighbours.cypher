// Purpose: who lives in the same house or household as these individuals, or probably does.
// Parameters: $p.individuals
// Returns: rows: id
UNWIND $p.individuals AS individual
MATCH (i:Individual {id: individual})
CALL (i) {
  MATCH (i)-[:NEAR]-(other:Individual) RETURN other.id AS id
  UNION
  MATCH (i)-[:MEMBER_OF]->(:Household)<-[:MEMBER_OF]-(other:Individual) RETURN other.id AS id
  UNION
  MATCH (other:Individual) WHERE other.building = i.building RETURN other.id AS id
}
WITH DISTINCT id
RETURN collect({id: id}) AS rows
