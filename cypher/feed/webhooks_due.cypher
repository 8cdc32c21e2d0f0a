// Purpose: the endpoints, and which of them have something to be told now.
// Parameters: none
// Returns: webhook, due
OPTIONAL MATCH (f:Feed {name: 'feed'})
WITH coalesce(f.seq, 0) AS last
MATCH (w:Webhook)
WHERE w.off IS NULL
RETURN w {.*} AS webhook, w.after < last AND (w.next_at IS NULL OR w.next_at <= datetime.realtime()) AS due
