// Purpose: attach cookies and devices to their one individual, or to the household of the several, or to nobody.
//          A guess brings its probability and evidence.
// Parameters: $p.rows: [{key, individual, household, guess}], any of the last three may be null
// Returns: nothing
UNWIND $p.rows AS row
// Include: parts/online_attach
