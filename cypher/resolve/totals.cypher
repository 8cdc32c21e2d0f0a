// Purpose: how much there is, and which model scores.
// Parameters: none
// Returns: records, individuals, households, model
OPTIONAL MATCH (m:Model) WHERE m.in_force
RETURN COUNT { (:Customer) } AS records, coalesce(m.version, '') AS model,
       COUNT { (:Individual) } - COUNT { (old:Retired) WHERE old:Individual } AS individuals,
       COUNT { (:Household) } - COUNT { (old:Retired) WHERE old:Household } AS households
