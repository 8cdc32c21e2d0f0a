// Purpose: what a resolve of everything holds is there from the beginning: who waits for it to begin locks it, and of a node
//          that is not there nothing can be locked without locking everybody out.
// Parameters: none
// Returns: nothing
MERGE (:Lock {name: 'resolve'});
