"""By what a text is known to be about one person."""

import pytest

from app.privacy.traces import Traces

RECORD = {
    "source_id": "10021",
    "given_name": "Zoé",
    "family_name": "Le Goff",
    "std_given_name": "zoe",
    "std_family_name": "le goff",
    "birth_date": "23/10/1987",
    "std_birth_date": "1987-10-23",
    "street_address": "12, impasse des Clématites",
    "postal_code": "29340",
    "email": ["Zoe.LeGoff@Example.ORG", "famille@example.org"],
    "external_id": ["card:ZQ 77"],
}
OWN = [
    {"key": "email:zoe.legoff@example.org", "label": "Email", "value": "zoe.legoff@example.org"},
    {"key": "phone:+33698765432", "label": "Phone", "value": "+33698765432"},
    {"key": "card:zq77", "label": "ExternalId", "value": "zq77"},
    {"key": "address:", "label": "Address", "value": "12 impasse des clematites, 29340 riec"},
]
SHARED = [
    {"key": "email:famille@example.org", "label": "Email", "value": "famille@example.org"},
    {"key": "phone:+33298060504", "label": "Phone", "value": "+33298060504"},
]
TRACES = Traces.of([RECORD], OWN, SHARED)


@pytest.mark.parametrize(
    "text",
    [
        "sent to Zoe.LeGoff@Example.org yesterday",
        '{"tel": "06 98 76 54 32"}',
        "0033698765432",
        "+33 (0)6.98.76.54.32",
        "+33698765432",
        "customer 10021",
        "card ZQ 77",
        "Zoé LE GOFF, 1987-10-23",
        "LE GOFF;ZOE;23/10/1987",
        "Mme Zoé Le Goff, 12 impasse des Clematites",
        "Le Goff Zoé 29340",
        "Zoé Le Goff famille@example.org",
        "Zoé Le Goff, 02 98 06 05 04",
        "Le Goff;Zoé;+33298060504",
    ],
)
def test_is_about_her(text: str) -> None:
    assert TRACES.found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Zoé Le Goff",
        "Zoé Martin, 1987-10-23",
        "Yann Le Goff, 12 impasse des Clématites, 29340",
        "famille@example.org",
        "Yann Le Goff, 02 98 06 05 04",
        "zoe.legoff@example.org.uk",
        "anne-zoe.legoff@example.org",
        "100210 and 110021",
        "zq77",
        "069876543210",
        "",
    ],
)
def test_is_not_surely_about_her(text: str) -> None:
    assert not TRACES.found_in(text)


def test_a_person_without_anything_is_found_nowhere() -> None:
    assert not Traces().found_in("anything at all")


def test_as_json_and_back() -> None:
    assert Traces.from_json(TRACES.as_json()) == TRACES
