// Purpose: the relationships between what was copied, by the properties that say nothing of anybody: neither flats nor
// what stewards wrote.
// Parameters: none
// Returns: a, b, type, link
// Scans: a copy of the graph is asked for
MATCH (a:Customer|Identifier|Individual|Household)
MATCH (a)-[r:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|SEEN_ON|FROM|HAS_CONSENT|MUST_LINK|CANNOT_LINK|MATCHES|SHARES_HOME|IDENTIFIES|MEMBER_OF|MERGED_INTO]->(b)
RETURN elementId(a) AS a, elementId(b) AS b, type(r) AS type,
       r {.first_seen, .last_seen, .source, .verified, .count, .at, .since, .weight, .probability, .evidence, .basis,
          .accepted, .model} AS link
