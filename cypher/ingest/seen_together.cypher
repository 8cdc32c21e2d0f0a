// Purpose: count new events in which a cookie was seen on a device.
// Parameters: $p.rows: [{cookie, device, first, last, count}], `first` and `last`: [seconds, nanoseconds] since 1970
// Returns: nothing
UNWIND $p.rows AS row
// Include: parts/seen_together
