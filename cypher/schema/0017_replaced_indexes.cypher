// Purpose: the three indexes that `schema/0016_found_by` replaces go.
// Parameters: none
// Returns: nothing
DROP INDEX customer_keys IF EXISTS;
DROP INDEX individual_keys IF EXISTS;
DROP INDEX customer_name IF EXISTS;
