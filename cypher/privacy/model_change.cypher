// Purpose: what a match model lists from now on, which weighs as it did: it stays the one that it is.
// Parameters: $p.version, $p.document
// Returns: nothing
MATCH (m:Model {version: $p.version})
// Include: parts/model_edition
SET m.document = $p.document
