// Purpose: some source records.
// Parameters: $p.ids, $p.columns: property names, $p.nights: visits by night that make an address a home
// Returns: rows: record, born, seen_at, trust, deduplicated_in, mark, values, keys, content, carries, called, over: token and
//          most, held: name and why, individual, blocked, signs_in, visits
UNWIND $p.ids AS id
MATCH (c:Customer {id: id})
// Include: parts/record
