// Purpose: find people by name, in any word order, by the start of a word or misspelt. Every name of every record counts,
//          so a name at birth is found too. Updated in the background, milliseconds behind: loading does not wait for it.
// Parameters: none
// Returns: nothing
CREATE FULLTEXT INDEX customer_name IF NOT EXISTS
FOR (n:Customer) ON EACH [n.std_given_name, n.std_family_name, n.std_full_name]
OPTIONS {indexConfig: {`fulltext.eventually_consistent`: true}};
