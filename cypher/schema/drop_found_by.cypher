// Purpose: drop the index of what records and people are found by, which `schema/0016_found_by` creates, before most of it is
//          written anew.
// Parameters: none
// Returns: nothing
DROP INDEX found_by IF EXISTS
