"""Columns whose names say consent: what to, by which channel, and when."""

import pytest

from app.consent.rules import Rules, rules_in_force
from app.errors import BadMapping
from app.ingest.consent_columns import vocabulary
from app.sources.consent_columns import recognised
from app.sources.mapping import target
from app.sources.recognise import recognise

KNOWN = vocabulary(rules_in_force())


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("consent_marketing_email", "consent:marketing:email"),
        ("optin_email", "consent:marketing:email"),
        ("Opt-in SMS", "consent:marketing:sms"),
        ("optInTelephone", "consent:marketing:phone"),
        ("accepts_marketing", "consent:marketing"),
        ("consentement_publicité", "consent:advertising"),
        ("consent.data_sharing.email", "consent:partner_sharing:email"),
        ("optin_newsletter", "consent:marketing:email"),
        ("consentement cookies analytics", "consent:analytics:web"),
        ("date_optin_email", "consent_at:marketing:email"),
        ("consent_marketing_email_at", "consent_at:marketing:email"),
        ("accepts_marketing_updated_at", "consent_at:marketing"),
        ("Date de consentement", "consent_at"),
        ("consent_date", "consent_at"),
        ("optout_email", None),
        ("opt_out_email", None),
        ("optin", None),
        ("consent_form", None),
        ("consent_id", None),
        ("consent_analytics_sms", None),
        ("consent_email_sms", None),
        ("consent_weather_email", None),
        ("consent_security", None),
        ("spouse.optin_email", None),
        ("email", None),
    ],
)
def test_names(column: str, field: str | None) -> None:
    assert recognised([column], KNOWN) == ({column: field} if field else {})


def found(*columns: str, **given: str) -> dict[str, tuple[str, str]]:
    sample = {key: ["1"] for key in columns}
    chosen = recognise(columns, sample, given, None, KNOWN)
    return {one.column: (one.field, one.why) for one in chosen if one.column not in ("nom", "cookie")}


def test_a_consent_and_its_date_need_each_other() -> None:
    why = "consent and its date need each other: see consent_at"
    assert found("nom", "optin_email") == {"optin_email": ("x_optin_email", why)}
    assert found("nom", "date_optin_sms") == {"date_optin_sms": ("x_date_optin_sms", why)}
    assert found("nom", "optin_email", "le", le="consent_at")["optin_email"] == (
        "consent:marketing:email",
        "name",
    )


def test_rows_that_are_no_people_say_no_consent_in_columns() -> None:
    assert found("cookie", "optin_email", "consent_at") == {
        "optin_email": ("ignore", "not kept of visits"),
        "consent_at": ("ignore", "not kept of visits"),
    }
    with pytest.raises(BadMapping, match="only for rows about people, not visits"):
        found("cookie", "a", "b", a="consent:marketing:email", b="consent_at")


def test_a_house_that_says_no_opt_in_asks_for_the_purpose() -> None:
    rules = Rules.model_validate(rules_in_force().model_dump() | {"opt_in": None})
    columns = ("nom", "optin_email", "optin_marketing_sms", "consent_at")
    chosen = recognise(columns, {key: ["1"] for key in columns}, {}, None, vocabulary(rules))
    assert [one.field for one in chosen[1:]] == ["x_optin_email", "consent:marketing:sms", "consent_at"]


@pytest.mark.parametrize(
    ("field", "meant"),
    [
        ("consent:marketing:email", "consent:marketing:email"),
        ("consent:newsletter", "consent:marketing"),
        ("consent_at:Data-Sharing:sms", "consent_at:partner_sharing:sms"),
        ("consent_at", "consent_at"),
    ],
)
def test_targets(field: str, meant: str) -> None:
    assert target("a", field, KNOWN) == meant


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        (
            {"a": "consent:weather", "b": "consent_at"},
            "no purpose that asks for consent; there are: marketing",
        ),
        ({"a": "consent:security", "b": "consent_at"}, "no purpose that asks for consent"),
        ({"a": "consent:analytics:sms", "b": "consent_at"}, "no channel of analytics; it has: web, push"),
        ({"a": "consent:marketing:email"}, "Name it: --map COLUMN=consent_at"),
        ({"a": "consent_at:marketing:email"}, "no column says the consent"),
        (
            {"a": "consent:marketing:sms", "b": "consent:marketing:sms", "c": "consent_at"},
            "another column is mapped to that, too",
        ),
    ],
)
def test_wrong_targets_are_answered_with_a_hint(given: dict[str, str], hint: str) -> None:
    with pytest.raises(BadMapping, match=hint):
        found("nom", *given, **{column: target(column, field, KNOWN) for column, field in given.items()})
