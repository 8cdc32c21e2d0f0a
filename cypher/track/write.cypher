// Purpose: all that records say of themselves now and which identifiers they have, in one round trip.
// Parameters: $p.<word>.rows for each word below, as the statement there has them; empty where there is nothing to write
// Returns: nothing
// Include: track/records as records
// Include: track/identifiers_attach as attach
// Include: track/identifiers_detach as detach
