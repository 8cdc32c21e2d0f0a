// Purpose: records that are held back for a steward.
// Parameters: none
// Returns: id, known: whether they were somebody before, and say something else since
MATCH (c:Customer:HeldBack)
USING SCAN c:HeldBack
RETURN c.id AS id, EXISTS { (c)-[:IDENTIFIES]->(:Individual) } AS known
