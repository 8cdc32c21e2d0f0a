// Purpose: values that became hubs, with how many people may share them, and blocks that went over their cap.
// Parameters: $p.rows: [{token, most}]
// Returns: nothing
UNWIND $p.rows AS row
MERGE (b:Block {token: row.token})
SET b.most = row.most
