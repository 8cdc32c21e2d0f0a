"""The lifecycle feed: what became of individuals and households, in order, for those who keep a copy or a list."""
