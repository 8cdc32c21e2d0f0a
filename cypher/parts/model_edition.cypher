// A model `m` that gets $p.document is known by another `edition` then, as processes keep what they have read of it.
SET m.edition = coalesce(m.edition, 0) + CASE WHEN m.document = $p.document THEN 0 ELSE 1 END
