// Purpose: one index of all that records and individuals are found by, tokens and names: each full-text index that a commit changes
//          costs it 3 ms, however little is written, and a group of new people changed three. No token of a record is one of an
//          individual (`tokens`, kind), and whoever searches says where: a name may be the beginning of a token.
// Parameters: none
// Returns: nothing
CREATE FULLTEXT INDEX found_by IF NOT EXISTS
FOR (n:Customer|Individual) ON EACH [n.keys, n.content, n.carries, n.std_given_name, n.std_family_name, n.std_full_name]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}};
