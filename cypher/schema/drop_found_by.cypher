// Purpose: drop the index of what records and individuals are found by, which `schema/0016_found_by` creates, before all of it is
//          written for the first time.
// Parameters: none
// Returns: nothing
DROP INDEX found_by IF EXISTS
