// Purpose: how much there is. Counts come from the count store; only retired nodes are walked.
// Parameters: none
// Returns: records, individuals, households, sources
// Scans: those that are retired
RETURN COUNT { (:Customer) } AS records, COUNT { (:Source) } AS sources,
       COUNT { (:Individual) } - COUNT { (old:Retired) WHERE old:Individual } AS individuals,
       COUNT { (:Household) } - COUNT { (old:Retired) WHERE old:Household } AS households
