// Purpose: which of these values some record still carries, as a whole, as one of several, or as a word.
// Parameters: $p.rows: [{column: property of records, text}]
// Returns: rows: text
UNWIND $p.rows AS row
WITH row, ' ' + row.text + ' ' AS text
WHERE EXISTS { MATCH (c:Customer) WHERE (' ' + replace(toStringOrNull(c[row.column]), '|', ' ') + ' ') CONTAINS text }
RETURN collect({text: row.text}) AS rows
