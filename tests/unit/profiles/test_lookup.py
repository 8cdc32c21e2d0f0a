"""From what a person writes to the key of a node."""

import pytest

from app.profiles.lookup import key_of
from app.profiles.search import guesses


@pytest.mark.parametrize(
    ("namespace", "value", "key"),
    [
        ("email", "Marie.Dupont@Example.FR ", "email:marie.dupont@example.fr"),
        ("phone", "06 12 34 56 78", "phone:+33612345678"),
        ("cookie", "GA1.2.Abc", "cookie:GA1.2.Abc"),
        ("loyalty", "AB 123", "loyalty:ab123"),
        ("siret", "732 829 320 00074", "siret:73282932000074"),
        ("email", "not an address", None),
        ("phone", "0600000000", None),
        ("cookie", "null", None),
        ("address", "12 rue Oberkampf", None),
        ("loyalty", "", None),
    ],
)
def test_key_of_an_identifier(namespace: str, value: str, key: str | None) -> None:
    assert key_of(namespace, value) == key


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (" marie@example.fr ", ("email", "marie@example.fr")),
        ("06.12.34.56.78", ("phone", "06.12.34.56.78")),
        ("+33 6 12 34 56 78", ("phone", "+33 6 12 34 56 78")),
        ("shop:1", ("record", "shop:1")),
        ("ck-marie", ("cookie", "ck-marie")),
    ],
)
def test_what_was_typed_is_tried_as_the_likeliest_identifier_first(text: str, first: tuple[str, str]) -> None:
    assert guesses(text)[0] == first


def test_words_are_a_name_and_no_identifier() -> None:
    assert guesses("Marie Dupont") == []
    assert guesses("  ") == []


def test_a_prefix_is_a_source_or_a_namespace() -> None:
    assert guesses("loyalty:123")[:2] == [("record", "loyalty:123"), ("loyalty", "123")]
