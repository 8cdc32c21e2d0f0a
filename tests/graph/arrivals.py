"""What comes in random histories: people in files, what sites tell of them, and visits."""

from typing import Any

from hypothesis import strategies as st

from tests.graph.tracking import LAPTOP, PHONE, TABLET

Row = dict[str, Any]

GIVEN = ("Jean", "Jeanne", "Marie", "Bob", "Robert", "Élodie")
FAMILY = ("Martin", "Marten", "Le Gall", "Petit", "Durand", "Moreau", "Roux", "Faure")
HOMES: tuple[Row, ...] = (
    {},
    {"address": "12 rue Oberkampf", "postal_code": "75011", "city": "Paris"},
    {"address": "12 rue Oberkampf apt 4", "postal_code": "75011", "city": "Paris"},
    {"address": "12 rue Oberkamf", "postal_code": "75011", "city": "Paris"},
    {"address": "3 place Bellecour", "postal_code": "69002", "city": "Lyon"},
)
EMAILS = (
    "",
    "dupont.et.fils@dupont-sas.fr",
    "jean.martin@orange.fr",
    "famille.martin@free.fr",
    "marie@laposte.net",
)
PHONES = ("", "0612345678", "0698765432", "0142345678")
BIRTHS = ("", "1980-05-12", "1980-12-05", "1952-01-01", "2001-07-30")
IDS = tuple(f"{number:02}" for number in range(14))
IPS = ("81.2.69.142", "93.184.216.34")
DEVICES = ("B7C1-44", "E09A-12")
CARDS = ("L-1001", "L-1002")
NUMBERS = ("1800575123456", "1520175123456", "A-77120")
"""Of social security, which prove themselves, and another."""


def _flat(row: Row) -> Row:
    home: Row = row["home"]
    return {name: value for name, value in row.items() if name != "home"} | home


PEOPLE: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {
        "id": st.sampled_from(IDS),
        "first_name": st.sampled_from(GIVEN),
        "last_name": st.sampled_from(FAMILY),
        "birth_date": st.sampled_from(BIRTHS),
        "email": st.sampled_from(EMAILS),
        "phone": st.sampled_from(PHONES),
        "home": st.sampled_from(HOMES),
        "cookie": st.sampled_from(("", "", PHONE, TABLET, LAPTOP)),
    },
    optional={
        "device_id": st.sampled_from(DEVICES),
        "ip": st.sampled_from(IPS),
        "loyalty_card": st.sampled_from(CARDS),
        "national_id": st.sampled_from(NUMBERS),
        "foyer": st.sampled_from(("f1", "f2")),
        "segment": st.sampled_from(("gold", "silver")),
        "company": st.sampled_from(("Dupont et fils", "Le Gall SARL")),
        "updated_at": st.builds("2026-03-{:02}T12:00:00Z".format, st.integers(1, 5)),
    },
).map(_flat)
TRAITS: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {"firstName": st.sampled_from(GIVEN), "lastName": st.sampled_from(FAMILY)},
    optional={
        "email": st.sampled_from(EMAILS[1:]),
        "phone": st.sampled_from(PHONES[1:]),
        "birthday": st.sampled_from(BIRTHS[1:]),
        "address": st.sampled_from(
            (
                {"street": "12 rue Oberkampf", "postalCode": "75011", "city": "Paris"},
                {"street": "3 place Bellecour", "postalCode": "69002", "city": "Lyon"},
            )
        ),
    },
)
CONTEXTS: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {},
    optional={
        "ip": st.sampled_from(IPS),
        "device": st.sampled_from(DEVICES).map(lambda id: {"id": id}),
        "externalIds": st.sampled_from(EMAILS[2:]).map(lambda email: [{"type": "email", "id": email}]),
    },
)
SEEN: dict[str, st.SearchStrategy[Any]] = {
    "messageId": st.integers(0, 99).map("m{}".format),
    "timestamp": st.builds("2026-03-{:02}T{:02}:00:00.000Z".format, st.integers(1, 5), st.integers(0, 23)),
    "context": CONTEXTS,
}
_USERS = ("u1", "u2", "u3", "u4")
USERS, BROWSERS = st.sampled_from(_USERS), st.sampled_from((PHONE, TABLET, LAPTOP))
EVENTS: st.SearchStrategy[Row] = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("identify"), "userId": USERS, "traits": TRAITS} | SEEN,
        optional={"anonymousId": BROWSERS},
    ),
    st.fixed_dictionaries({"type": st.just("identify"), "anonymousId": BROWSERS, "traits": TRAITS} | SEEN),
    st.fixed_dictionaries(
        {"type": st.sampled_from(("page", "track", "screen")), "anonymousId": BROWSERS} | SEEN,
        optional={"userId": USERS},
    ),
    st.fixed_dictionaries(
        {"type": st.just("group"), "userId": USERS, "groupId": st.just("g1")} | SEEN,
        optional={"traits": st.sampled_from(({"name": "Dupont et fils"}, {"name": "Le Gall SARL"}))},
    ),
    st.fixed_dictionaries(
        {
            "type": st.just("alias"),
            "userId": USERS,
            "previousId": st.sampled_from((*_USERS, PHONE, TABLET)),
        }
        | SEEN
    ),
)
VISITS: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {
        "at": st.builds(
            "2026-03-{:02}T{:02}:00:00".format, st.integers(1, 5), st.sampled_from((2, 3, 12, 23))
        ),
        "cookie": BROWSERS,
        "ip": st.sampled_from(IPS),
    },
    optional={"account_id": st.sampled_from((*IDS[:6], "newcomer"))},
)
