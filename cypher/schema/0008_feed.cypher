// Purpose: the feed: its one counter, its entries by the ID they tell of and by their time, and who is told of them. A
//          record is found by the ULID it was born with, as entries name it, and no two have the same: no ID is ever
//          given out twice.
// Parameters: none
// Returns: nothing
CREATE CONSTRAINT feed_name IF NOT EXISTS FOR (n:Feed) REQUIRE n.name IS UNIQUE;
CREATE INDEX change_id IF NOT EXISTS FOR (n:Change) ON (n.id);
CREATE INDEX change_at IF NOT EXISTS FOR (n:Change) ON (n.at);
CREATE CONSTRAINT customer_born IF NOT EXISTS FOR (n:Customer) REQUIRE n.born IS UNIQUE;
CREATE CONSTRAINT webhook_id IF NOT EXISTS FOR (n:Webhook) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT dead_letter_id IF NOT EXISTS FOR (n:DeadLetter) REQUIRE n.id IS UNIQUE;
