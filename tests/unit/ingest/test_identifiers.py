"""Which nodes a standardised record points to."""

import pytest

from app.ingest.identifiers import identifiers_of, values_of


def test_every_identifier_has_its_key_label_and_relationship() -> None:
    record = {
        "email": "a@x.fr|b@x.fr",
        "phone": "+33612345678",
        "cookie": "c1",
        "device": "d1",
        "external_id": "loyalty:12|crm:a:b",
        "national_id": "180057511112345",
        "siret": "73282932000074",
        "street": "12 rue oberkampf",
        "postal_code": "75011",
        "locality": "paris",
        "given_name": "anne",
    }
    assert {(one.key, one.label, one.type, one.value) for one in identifiers_of(record)} == {
        ("email:a@x.fr", "Email", "HAS_EMAIL", "a@x.fr"),
        ("email:b@x.fr", "Email", "HAS_EMAIL", "b@x.fr"),
        ("phone:+33612345678", "Phone", "HAS_PHONE", "+33612345678"),
        ("cookie:c1", "Cookie", "USES_COOKIE", "c1"),
        ("device:d1", "Device", "USES_DEVICE", "d1"),
        ("loyalty:12", "ExternalId", "HAS_ID", "12"),
        ("crm:a:b", "ExternalId", "HAS_ID", "a:b"),
        ("national_id:180057511112345", "ExternalId", "HAS_ID", "180057511112345"),
        ("siret:73282932000074", "ExternalId", "HAS_ID", "73282932000074"),
        ("address:FR:75011:paris:12 rue oberkampf", "Address", "LIVES_AT", "12 rue oberkampf, 75011 paris"),
    }


@pytest.mark.parametrize(
    ("place", "key"),
    [
        (
            {"country": "BE", "postal_code": "1000", "locality": "bruxelles"},
            "address:BE:1000:bruxelles:12 rue x",
        ),
        ({"postal_code": "4011", "locality": "bittern"}, "address::4011:bittern:12 rue x"),
        ({"locality": "paris"}, "address:::paris:12 rue x"),
        ({}, None),
    ],
)
def test_a_street_needs_a_place(place: dict[str, str], key: str | None) -> None:
    assert [one.key for one in identifiers_of({"street": "12 rue x", **place})] == ([key] if key else [])


def test_values_are_taken_apart_once_each() -> None:
    assert values_of("a|b|a") == ["a", "b"]
    assert values_of(None) == []
