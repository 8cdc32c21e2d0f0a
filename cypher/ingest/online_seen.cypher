// Purpose: note what new events say of cookies and devices: when, from where, with which browser, and which events they
//          were. The newest IP addresses come first; twenty are kept.
// Parameters: $p.rows: [{key, label, value, first, last, user_agent, ips, events}]
// Returns: nothing
UNWIND $p.rows AS row
MERGE (n:Identifier {key: row.key})
ON CREATE SET n:$(row.label), n.value = row.value, n.first_seen = row.first, n.last_seen = row.first
WITH n, row, row.last >= n.last_seen AS newer, coalesce(n.ips, []) AS ips
SET n.user_agent = CASE WHEN newer THEN coalesce(row.user_agent, n.user_agent) ELSE coalesce(n.user_agent, row.user_agent) END,
    n.first_seen = CASE WHEN row.first < n.first_seen THEN row.first ELSE n.first_seen END,
    n.last_seen = CASE WHEN newer THEN row.last ELSE n.last_seen END,
    n.events = coalesce(n.events, []) + row.events,
    n.ips = CASE
      WHEN size(row.ips) = 0 THEN n.ips
      WHEN newer THEN (row.ips + [ip IN ips WHERE NOT ip IN row.ips])[..20]
      ELSE (ips + [ip IN row.ips WHERE NOT ip IN ips])[..20]
    END
