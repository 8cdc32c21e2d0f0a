// Purpose: drop the indexes of what records and people are found by, which `schema/0009_live` creates, before most of it is written
//          anew: to build them of everything takes a fraction of the time.
// Parameters: none
// Returns: nothing
DROP INDEX customer_keys IF EXISTS;
DROP INDEX individual_keys IF EXISTS;
