// Purpose: where the feed ends.
// Parameters: none
// Returns: last: the number of the last entry that is found, counted: of the last that there is, where a commit is being applied
// Include: parts/feed_end
RETURN last, counted
