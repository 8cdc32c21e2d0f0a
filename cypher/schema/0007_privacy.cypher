// Purpose: privacy: keyed hashes of what erased people carried, found at every load; erasures and their certificates.
// Parameters: none
// Returns: nothing
CREATE CONSTRAINT tombstone_id IF NOT EXISTS FOR (n:Tombstone) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT erasure_id IF NOT EXISTS FOR (n:Erasure) REQUIRE n.id IS UNIQUE;
CREATE INDEX erasure_individual IF NOT EXISTS FOR (n:Erasure) ON (n.individual);
CREATE INDEX tombstone_erasure IF NOT EXISTS FOR (n:Tombstone) ON (n.erasure);
