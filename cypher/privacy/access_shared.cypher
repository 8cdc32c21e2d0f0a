// Purpose: what a person may know of identifiers that others carry, too: that they are theirs, and the consent given with
// them. Nothing of how and where the others used them. Of a hub, such as info@, the consent of strangers is left out.
// Parameters: $p.keys
// Returns: label, identifier, consents
UNWIND $p.keys AS key
MATCH (x:Identifier {key: key})
RETURN head([l IN labels(x) WHERE l <> 'Identifier']) AS label, x {.key, .value, .hub, .blocked} AS identifier,
       CASE WHEN x.hub THEN []
            ELSE [(x)-[:HAS_CONSENT]->(s:Consent) | s {.purpose, .channel, .status, .at, .source}] END AS consents
ORDER BY key
