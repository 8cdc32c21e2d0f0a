// Purpose: one index of the tokens that records and individuals are found by. Each full-text index that a commit changes costs it 4 ms,
//          however little is written, and a group of new people changed three. Names keep theirs: it stays while this one is
//          dropped and built anew. No token of a record is one of an individual (`tokens`, kind).
// Parameters: none
// Returns: nothing
CREATE FULLTEXT INDEX found_by IF NOT EXISTS FOR (n:Customer|Individual) ON EACH [n.keys, n.content, n.carries] OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
