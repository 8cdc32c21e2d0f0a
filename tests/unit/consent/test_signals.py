"""What consent platforms and browsers signal becomes statements about the browser, or says why not."""

from datetime import UTC, datetime, timedelta

import pytest

from app.consent.rules import Rules, shipped_rules
from app.consent.signals import of_event, of_tc_string
from app.consent.statements import Unclear, as_text
from app.consent.tcf import BadTCString
from app.ingest.choices import choice_rows, unclear
from app.ingest.identifiers import Identifier
from app.sources.tracking import Choices, Event
from tests.unit.consent.test_tcf import FULL

AT = datetime(2026, 3, 14, 9, tzinfo=UTC)
COOKIE = Identifier("cookie:c1", "Cookie", "USES_COOKIE", "c1")


def said(choices: Choices) -> dict[str, str]:
    return {one.purpose: one.status for one in of_event(choices, AT, "web", shipped_rules())[0]}


def test_categories_by_name_and_by_the_codes_of_platforms() -> None:
    given = {"Advertising": True, "Analytics": False, "DataSharing": True, "Functional": True}
    assert said(Choices(given)) == {
        "advertising": "granted",
        "analytics": "denied",
        "partner_sharing": "granted",
    }
    assert said(Choices({"C0001": True, "C0002": False, "C0004": True})) == {
        "analytics": "denied",
        "advertising": "granted",
    }


def test_an_unknown_category_is_said_and_the_others_count() -> None:
    statements, faults = of_event(Choices({"Weather": False, "Analytics": True}), AT, "web", shipped_rules())
    assert [one.purpose for one in statements] == ["analytics"]
    assert [(fault.field, "categories" in fault.reason) for fault in faults] == [("consent categories", True)]


def test_global_privacy_control_refuses() -> None:
    assert said(Choices({}, gpc=True)) == {"advertising": "denied", "partner_sharing": "denied"}


def test_a_tc_string_says_what_was_agreed_to_when_it_was_last_updated() -> None:
    statements = of_tc_string(FULL, "web", shipped_rules(), AT)
    assert {one.purpose: one.status for one in statements} == {
        "advertising": "denied",
        "personalisation": "denied",
        "analytics": "denied",
    }
    assert {one.at for one in statements} == {datetime(2026, 3, 2, tzinfo=UTC)}
    assert statements[0].text_version == "TCF policy 5, vendor list 99"


def rules(vendor: int, *purposes: int) -> Rules:
    shipped = shipped_rules()
    tcf = shipped.tcf.model_copy(update={"vendor": vendor, "purposes": {"advertising": list(purposes)}})
    return shipped.model_copy(update={"tcf": tcf})


@pytest.mark.parametrize(
    ("vendor", "purposes", "status"),
    [
        (0, (1, 3, 4), "granted"),
        (0, (1, 2), "denied"),
        (1, (1, 3, 4), "granted"),
        (4, (1, 3, 4), "denied"),  # disclosed, and not allowed
        (899, (1, 3, 4), None),  # never disclosed, so never asked
    ],
)
def test_as_a_vendor(vendor: int, purposes: tuple[int, ...], status: str | None) -> None:
    statements = of_tc_string(FULL, "web", rules(vendor, *purposes), AT)
    assert [one.status for one in statements] == ([status] if status else [])


def test_a_broken_or_early_tc_string_says_nothing() -> None:
    with pytest.raises(BadTCString):
        of_tc_string(FULL[:40], "web", shipped_rules(), AT)
    with pytest.raises(Unclear, match="in the future"):
        of_tc_string(FULL, "web", shipped_rules(), datetime(2026, 3, 1, tzinfo=UTC))
    statements, faults = of_event(Choices({"Analytics": True}, FULL[:40]), AT, "web", shipped_rules())
    assert [one.purpose for one in statements] == ["analytics"]
    assert faults[0].field == "context.consent.tcString"


def event(number: int, at: datetime, choices: Choices | None, **more: object) -> Event:
    return Event("web", number, at, "u1", ids=("account:u1",), choices=choices, **more)  # type: ignore[arg-type]


def test_a_choice_is_one_a_day_whatever_the_order_of_events() -> None:
    yes = Choices({"Analytics": True})
    events = [event(hour, AT + timedelta(hours=hour), yes) for hour in range(3)]
    rows = choice_rows([(one, [COOKIE]) for one in reversed(events)], shipped_rules())
    assert {row["identifier"]["key"] for row in rows} == {"cookie:c1", "account:u1"}
    assert [(row["props"]["at"], row["props"]["confirmed"]) for row in rows] == [
        (as_text(AT), as_text(AT + timedelta(hours=2)))
    ] * 2


def test_a_claim_stays_on_its_browser() -> None:
    claimed = event(1, AT, Choices({"Analytics": True}), claimed=True)
    rows = choice_rows([(claimed, [COOKIE]), (event(2, AT, None), [COOKIE])], shipped_rules())
    assert [row["identifier"]["key"] for row in rows] == ["cookie:c1"]


def test_what_is_unclear_is_told_with_what_was_sent() -> None:
    (bad,) = unclear([event(1, AT, None), event(2, AT, Choices({"Weather": True}), place=2)], shipped_rules())
    assert (bad.place, bad.field, bad.raw["categories"]) == (2, "consent categories", {"Weather": True})
