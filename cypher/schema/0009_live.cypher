// Purpose: what live resolution finds records and people by: tokens of the blocks they are in.
// Parameters: none
// Returns: nothing
CREATE CONSTRAINT block_token IF NOT EXISTS FOR (n:Block) REQUIRE n.token IS UNIQUE;
CREATE FULLTEXT INDEX customer_keys IF NOT EXISTS FOR (n:Customer) ON EACH [n.keys, n.content, n.carries] OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
CREATE FULLTEXT INDEX individual_keys IF NOT EXISTS FOR (n:Individual) ON EACH [n.keys] OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
CREATE INDEX individual_building IF NOT EXISTS FOR (n:Individual) ON (n.building);
