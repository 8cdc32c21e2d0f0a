// Purpose: the number of the last entry of the feed.
// Parameters: none
// Returns: last
MATCH (f:Feed {name: 'feed'})
RETURN f.seq AS last
