// A cookie or device `x` that `c` signed in on, as evidence of who lives together: its `label`, its `value` where somebody else
// signed in as well, and the IP addresses `ips` that it uses at home, by $p.nights. Where neither is, or a steward
// blocked it, it tells nothing.
WITH c, x, CASE WHEN x:Cookie THEN 'cookie' ELSE 'device' END AS label,
  CASE WHEN COUNT { (x)<-[:USES_COOKIE|USES_DEVICE]-() } > 1 THEN x.value END AS value,
  [at IN range(0, size(coalesce(x.ips, [])) - 1)
   WHERE x.ip_nights[at] >= $p.nights AND x.ip_nights[at] > x.ip_days[at] | x.ips[at]] AS ips
WHERE x.blocked IS NULL AND (value IS NOT NULL OR size(ips) > 0)
