// Purpose: each event of the tracking API counts once. The second index finds those old enough to forget.
// Parameters: none
// Returns: nothing
CREATE CONSTRAINT message_id IF NOT EXISTS FOR (n:Message) REQUIRE n.id IS UNIQUE;
CREATE INDEX message_day IF NOT EXISTS FOR (n:Message) ON (n.day);
