// Purpose: values that became hubs, with how many people may share them, and blocks that went over their cap.
// Parameters: $p.rows: [{token, most, key: what names the value, or null}]
// Returns: nothing
UNWIND $p.rows AS row
MERGE (b:Block {token: row.token})
SET b.most = row.most, b.key = row.key
