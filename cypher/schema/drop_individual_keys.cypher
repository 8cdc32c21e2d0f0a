// Purpose: drop the index of what people are found by, which `schema/0009_live` creates, before most of it is written anew.
// Parameters: none
// Returns: nothing
DROP INDEX individual_keys IF EXISTS
