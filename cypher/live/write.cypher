// Purpose: all that follows from a change of evidence, in one round trip: what others write one by one, in the same order.
// Parameters: $p.<word>.rows for each word below, as the statement there has them; empty where there is nothing to write
// Returns: nothing
// Include: resolve/hubs_mark as hubs_mark
// Include: resolve/matches_delete as matches_delete
// Include: resolve/matches_change as matches_change
// Include: resolve/matches_create as matches_create
// Include: resolve/touches_delete as touches_delete
// Include: resolve/touches_create as touches_create
// Include: resolve/individuals_describe as individuals_describe
// Include: resolve/individuals_retire as individuals_retire
// Include: resolve/individuals_delete as individuals_delete
// Include: resolve/households_describe as households_describe
// Include: resolve/households_retire as households_retire
// Include: resolve/households_delete as households_delete
// Include: resolve/homes_delete as homes_delete
// Include: resolve/homes_change as homes_change
// Include: resolve/homes_create as homes_create
// Include: resolve/near_delete as near_delete
// Include: resolve/near_create as near_create
// Include: live/settle as settle
// Include: live/people_settle as people_settle
// Include: live/exceptions_add as exceptions_add
// Include: live/exceptions_drop as exceptions_drop
// Include: feed/append as append
