"""Who is asking, and what they may see: keys, sign-in, and the one table of roles, routes and fields."""
