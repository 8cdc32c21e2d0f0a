// Purpose: drop the index of what records are found by, which `schema/0009_live` creates, before most of it is written anew.
// Parameters: none
// Returns: nothing
DROP INDEX customer_keys IF EXISTS
