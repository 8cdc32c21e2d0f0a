// Purpose: note what new events say of cookies and devices: when, with which browser, from which IP addresses, at which
//          places, and which events they were. The newest twenty addresses and places are kept, newest first, with the
//          numbers of visits (of addresses: by day and by night).
// Parameters: $p.rows: [{key, label, value, first, last, user_agent, hours, ips, ip_days, ip_nights, places, place_counts,
//             events}]; `first` and `last`: [seconds, nanoseconds] since 1970; hours: [[hour of
//             the day, visits]], of those in which there were any. $p.nights: visits by night that make an address a home
// Returns: rows: id: records that signed in where the addresses used at home are others now, as households hang on these
UNWIND $p.rows AS row
// Include: parts/online_seen
WITH DISTINCT c
RETURN collect({id: c.id}) AS rows
