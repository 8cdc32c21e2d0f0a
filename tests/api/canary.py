"""A person every field of whom has a value that stands nowhere else, so that any trace of it is found."""

from app.graph.store import Store

CANARY = {
    "given_name": "Canaryvelle",
    "family_name": "Canaridupont",
    "birth_family_name": "Canarimartin",
    "full_name": "Canarivollname",
    "birth_date": "1987-06-25",
    "birth_place": "Canaryville-sur-Mer",
    "gender": "canarygender",
    "email": "canary.mail@canary.example",
    "phone": "+33688776655",
    "street_address": "77 rue du Canari",
    "locality": "Canaryburg",
    "postal_code": "99321",
    "country": "Canaryland",
    "national_id": "287069932112345",
    "external_id": "canaryclub:cn-445566",
    "cookie": "canary-cookie-1",
    "device": "canary-device-1",
    "ip": "203.0.113.77",
    "user_agent": "CanaryBrowser/9",
    "organisation": "Canary SARL",
    "siret": "73282932000074",
    "occupation": "canary breeder",
}
ATTRIBUTE = "canary attribute"
REASON = "canary reason of a steward"
PERSON, HOUSEHOLD = "ind_01JC000000000000000CANARY1", "hh_01JC000000000000000CANARY1"
RECORD, OTHER = "canary:1", "canary:2"

_PLANT = """
UNWIND [$p.record, $p.other] AS id
MERGE (s:Source {name: 'canary'})
CREATE (c:Customer {id: id})-[:FROM]->(s)
SET c += $p.values, c += $p.standard, c.source = 'canary', c.source_id = last(split(id, ':')), c.x_note = $p.attribute,
    c.born = '01JC000000000000000CANARY' + c.source_id, c.hash = 'h', c.load_id = 'l', c.junk = [], c.doubtful = [],
    c.seen_at = datetime('2026-03-01T10:00:00Z')
WITH collect(c) AS records
MERGE (i:Individual {id: $p.person, name: $p.name, size: 2})
MERGE (h:Household {id: $p.household, name: $p.name, size: 1})
MERGE (i)-[:MEMBER_OF {since: datetime('2026-03-01T10:00:00Z')}]->(h)
FOREACH (c IN records | CREATE (c)-[:IDENTIFIES {since: datetime('2026-03-01T10:00:00Z')}]->(i))
WITH records, i, records[0] AS a, records[1] AS b
CREATE (a)-[:MATCHES {weight: 20.0, probability: 0.99, accepted: true, basis: 'email', model: 'm', at: datetime(),
                      evidence: ['email|exact|20.0']}]->(b),
       (a)-[:MUST_LINK {by: 'key_1', at: datetime(), reason: $p.reason}]->(b)
WITH records, i
UNWIND $p.identifiers AS one
MERGE (x:Identifier {key: one.key})
SET x.value = one.value, x:$(one.label)
FOREACH (purpose IN $p.purposes |
  CREATE (x)-[:HAS_CONSENT]->(:Consent {id: x.key + purpose, purpose: purpose, channel: 'all', status: 'granted',
                                        source: 'canary', at: datetime() - duration('P1D')}))
WITH records, i, x, one
FOREACH (c IN records | CREATE (c)-[:$(one.type) {first_seen: datetime('2026-03-01T10:00:00Z'), source: 'canary',
                                                  last_seen: datetime('2026-03-01T10:00:00Z')}]->(x))
FOREACH (_ IN CASE WHEN x:Cookie OR x:Device THEN [1] ELSE [] END |
  CREATE (x)-[:IDENTIFIES {since: datetime('2026-03-01T10:00:00Z')}]->(i)
  SET x.user_agent = $p.values.user_agent, x.ips = $p.values.ip,
      x.first_seen = datetime('2026-03-01T10:00:00Z'), x.last_seen = datetime('2026-03-01T10:00:00Z'))
"""
_LABELS = {
    "email": ("Email", "HAS_EMAIL"),
    "phone": ("Phone", "HAS_PHONE"),
    "national_id": ("ExternalId", "HAS_ID"),
    "siret": ("ExternalId", "HAS_ID"),
    "cookie": ("Cookie", "USES_COOKIE"),
    "device": ("Device", "USES_DEVICE"),
}
_LISTS = ("email", "phone", "external_id", "cookie", "device", "ip")


def plant(store: Store) -> None:
    """Two records of one person, who agreed to everything, with everything that a person can have."""
    identifiers = [
        {"key": f"{field}:{CANARY[field]}", "value": CANARY[field], "label": label, "type": kind}
        for field, (label, kind) in _LABELS.items()
    ]
    address = f"{CANARY['street_address']} {CANARY['postal_code']}"
    identifiers += [
        {"key": CANARY["external_id"], "value": "cn-445566", "label": "ExternalId", "type": "HAS_ID"},
        {
            "key": f"address:FR:99321:canaryburg:{address}",
            "value": address,
            "label": "Address",
            "type": "LIVES_AT",
        },
    ]
    store.run_text(
        _PLANT,
        record=RECORD,
        other=OTHER,
        person=PERSON,
        household=HOUSEHOLD,
        name=f"{CANARY['given_name']} {CANARY['family_name']}",
        values={field: [value] if field in _LISTS else value for field, value in CANARY.items()},
        standard={f"std_{field}": value for field, value in CANARY.items() if field != "street_address"},
        attribute=ATTRIBUTE,
        reason=REASON,
        identifiers=identifiers,
        purposes=["personalisation", "marketing", "advertising"],
    )
