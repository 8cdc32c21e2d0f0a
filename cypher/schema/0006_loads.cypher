// Purpose: what each load of a file brought, so that it can be taken back; doubtful links for the stewards' queue.
// Parameters: none
// Returns: nothing
CREATE CONSTRAINT load_id IF NOT EXISTS FOR (n:Load) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT former_record_id IF NOT EXISTS FOR (n:FormerRecord) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT sightings_id IF NOT EXISTS FOR (n:Sightings) REQUIRE n.id IS UNIQUE;
CREATE INDEX sightings_load IF NOT EXISTS FOR (n:Sightings) ON (n.load_id);
CREATE INDEX matches_standing IF NOT EXISTS FOR ()-[m:MATCHES]-() ON (m.accepted, m.probability);
