"""Statements as people deliver them: understood, or refused with the field and the reason."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.consent.rules import shipped_rules
from app.consent.statements import Said, Unclear, row_of, understood
from app.ingest.identifiers import Identifier

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PLAIN = {"purpose": "marketing", "channel": "email", "status": "granted", "at": "2026-01-02T03:04:05Z"}
EMAIL = Identifier("email:a@x.fr", "Email", "HAS_EMAIL", "a@x.fr")


def said(**given: Any) -> Said:
    return understood(PLAIN | given, "shop", shipped_rules(), NOW)


def test_a_whole_statement() -> None:
    proof = {"text_version": "v7", "form": "checkout", "request_id": "r-1"}
    assert said(**proof) == Said(
        purpose="marketing",
        channel="email",
        status="granted",
        at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        source="shop",
        lawful_basis="consent",
        **proof,
    )


@pytest.mark.parametrize(
    ("given", "field", "expected"),
    [
        ({"purpose": "Newsletter"}, "purpose", "marketing"),
        ({"channel": ""}, "channel", "all"),
        ({"channel": "E-mail"}, "channel", "email"),
        ({"status": "Désabonné"}, "status", "withdrawn"),
        ({"status": "non"}, "status", "denied"),
        ({"at": "02/01/2026"}, "at", datetime(2026, 1, 2, tzinfo=UTC)),
        ({"at": NOW + timedelta(minutes=4)}, "at", NOW),
        ({"at": "2026-01-02T03:04:05+02:00"}, "at", datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)),
        ({"status": "denied", "lawful_basis": "legal obligation"}, "lawful_basis", "legal_obligation"),
    ],
)
def test_said_in_other_words(given: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(said(**given), field) == expected


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({"purpose": None}, "purpose", "no purpose; there are: marketing,"),
        ({"purpose": "weather"}, "purpose", "an unknown purpose; there are: marketing,"),
        ({"purpose": "security"}, "purpose", "needs no consent"),
        ({"channel": "fax"}, "channel", "no channel of marketing; it has: email, sms"),
        ({"purpose": "analytics", "channel": "post"}, "channel", "no channel of analytics; it has: web"),
        ({"status": "perhaps"}, "status", "not granted, denied or withdrawn"),
        ({"status": None}, "status", "not granted, denied or withdrawn"),
        ({"at": None}, "at", "no date"),
        ({"at": ""}, "at", "no date"),
        ({"at": "yesterday"}, "at", "cannot be read"),
        ({"at": "1969-12-31"}, "at", "cannot be read"),
        ({"at": "2026-06-02"}, "at", "in the future"),
        ({"at": NOW + timedelta(minutes=6)}, "at", "in the future"),
        ({"lawful_basis": "whim"}, "lawful_basis", "no lawful basis; there are: consent,"),
        ({"lawful_basis": "contract"}, "lawful_basis", "rest on consent only"),
        ({"form": "x" * 300}, "form", "longer than 200"),
    ],
)
def test_what_is_unclear(given: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(Unclear, match=reason) as unclear:
        said(**given)
    assert unclear.value.field == field


@given(
    st.dictionaries(
        st.sampled_from([*PLAIN, "lawful_basis", "form"]), st.none() | st.text(max_size=30) | st.integers()
    )
)
def test_anything_is_understood_or_unclear(given: dict[str, Any]) -> None:
    try:
        assert said(**given).at <= NOW
    except Unclear as unclear:
        assert unclear.reason


def test_the_same_statement_has_the_same_id_and_any_other_another() -> None:
    first = row_of(EMAIL, said())
    assert first == row_of(EMAIL, said(at="2026-01-02T04:04:05+01:00"))
    assert first["props"]["lawful_basis"] == "consent"
    assert "form" not in first["props"]
    others = [
        row_of(EMAIL, said(**other))["props"]["id"]
        for other in (
            {"status": "denied"},
            {"channel": ""},
            {"at": "2026-01-03"},
            {"form": "f"},
            {"text_version": "f"},
        )
    ]
    assert len({first["props"]["id"], *others}) == 6


def test_a_stamped_choice_is_one_a_day() -> None:
    def stamped(at: datetime) -> dict[str, Any]:
        plain = said(at=at)
        return row_of(
            EMAIL, Said(plain.purpose, plain.channel, plain.status, at, "web", "consent", confirmed=at)
        )

    morning, evening = datetime(2026, 1, 2, 8, tzinfo=UTC), datetime(2026, 1, 2, 20, tzinfo=UTC)
    assert stamped(morning)["props"]["id"] == stamped(evening)["props"]["id"]
    assert stamped(morning)["props"]["id"] != stamped(morning + timedelta(days=1))["props"]["id"]
