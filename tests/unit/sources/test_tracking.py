"""Messages of tracking SDKs into events: whom they speak of, what they tell, when they happened, what is refused."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInput, TooLarge
from app.sources.tracking import BadEvent, Event, Sender, events_of
from app.sources.tracking.events import LARGEST_EVENT, MOST_EVENTS
from app.sources.tracking.times import happened

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
ANONYMOUS = "5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b11"


def one(kind: str, **item: Any) -> Event:
    found, bad = events_of(item, kind, Sender("web", NOW))
    assert not bad
    return found[0]


def refused(kind: str, **item: Any) -> BadEvent:
    found, (bad,) = events_of(item, kind, Sender("web", NOW))
    assert not found
    return bad


class TestWho:
    @pytest.mark.parametrize(
        "user",
        [
            *(
                "null",
                "undefined",
                "anonymous",
                "0",
                "000",
                "[object Object]",
                "NaN",
                "None",
                "false",
                "-1",
                "guest",
            ),
            *("00000000-0000-0000-0000-000000000000", "{{user.id}}", "${userId}", "x" * 256, "😀"),
        ],
    )
    def test_a_user_id_that_names_nobody(self, user: str) -> None:
        bad = refused("track", userId=user, anonymousId=ANONYMOUS, event="x")
        assert bad.field == "userId"
        assert user not in bad.reason

    @pytest.mark.parametrize("user", [True, {"a": 1}, [1], " "])
    def test_a_user_id_that_is_no_text(self, user: object) -> None:
        assert refused("track", userId=user, event="x").field == "userId"

    @pytest.mark.parametrize("user", ["1", "222", 12, 12.0, "user-1", "用户", "a|b"])
    def test_a_user_id_that_may_be_one(self, user: object) -> None:
        assert one("track", userId=user, event="x").record

    def test_nobody_signed_in(self) -> None:
        event = one("page", anonymousId=ANONYMOUS, userId="")
        assert (event.record, event.ids, event.seen) == (None, (), {"cookie": [ANONYMOUS]})

    def test_nobody_at_all(self) -> None:
        assert refused("page", userId=None).reason == "neither userId nor anonymousId"
        assert refused("page", anonymousId="undefined").field == "anonymousId"

    @pytest.mark.parametrize("user", ["u1", "a@x.fr", ANONYMOUS])
    def test_a_user_id_that_stands_for_the_anonymous_one_is_no_cookie(self, user: str) -> None:
        event = one("track", userId=user, anonymousId=user, event="x")
        assert (event.record, event.seen) == (user, {})

    def test_a_site_may_call_its_visitors_by_their_cookies(self) -> None:
        sender = Sender("web", NOW, user_agent="Mozilla/5.0")
        (event,), _ = events_of({"userId": ANONYMOUS, "anonymousId": ANONYMOUS}, "page", sender)
        assert event.seen["cookie"] == [ANONYMOUS]

    @pytest.mark.parametrize(
        "said", [{"name": "Cart", "event": "x"}, {"event": "Cart"}, {"properties": {"name": "Cart"}}]
    )
    def test_a_screen_has_its_name_wherever_an_sdk_puts_it(self, said: dict[str, Any]) -> None:
        assert one("screen", anonymousId=ANONYMOUS, **said).seen["x_screen"] == "Cart"

    def test_a_form_filled_in_anonymously_is_a_record_of_its_own(self) -> None:
        event = one("identify", anonymousId=ANONYMOUS, traits={"email": "a@x.fr"})
        assert (event.record, event.ids) == (f"anonymous:{ANONYMOUS}", ())

    def test_alias(self) -> None:
        assert one("alias", userId="u1", previousId="u0").ids == ("account:u1", "account:u0")
        assert one("alias", userId="u1", previousId=ANONYMOUS).seen == {"cookie": [ANONYMOUS]}
        assert one("alias", userId="u1", previousId="ga-7", anonymousId="ga-7").seen == {"cookie": ["ga-7"]}
        assert one("alias", userId="u1", previousId="u1").ids == ("account:u1",)
        phone = {
            "ip": "81.2.69.142",
            "device": {"id": "B7C1-44"},
            "userAgent": "Mozilla/5.0",
            "page": {"path": "/x"},
        }
        elsewhere = one("alias", userId="u1", previousId=ANONYMOUS, anonymousId="ga-7", context=phone)
        assert elsewhere.seen == {"cookie": [ANONYMOUS, "ga-7"]}, "nobody saw the old browser on this phone"
        assert refused("alias", userId="u1", previousId="null").field == "previousId"
        assert refused("alias", previousId="u1", anonymousId=ANONYMOUS).field == "userId"

    def test_rudderstack_names_the_list_of_external_ids_in_the_singular(self) -> None:
        ids = [{"type": "brazeExternalId", "id": "b1"}, {"type": "email", "id": "a@x.fr"}]
        event = one("identify", userId="u1", context={"externalId": ids})
        assert (event.ids, event.told) == (("account:u1", "brazeexternalid:b1"), {"email": ["a@x.fr"]})

    def test_hashed_external_ids_are_none(self) -> None:
        ids = [
            {"id": "4711", "type": "loyalty", "encoding": "none", "collection": "users"},
            {"id": "a@x.fr", "type": "email", "collection": "users"},
            {"id": "d0d0", "type": "crm", "encoding": "sha256"},
            {"id": "g7", "type": "crm", "collection": "accounts"},
            {"id": "null", "type": "crm"},
            "nonsense",
        ]
        event = one("track", userId="u1", event="x", context={"externalIds": ids})
        assert (event.ids, event.told) == (("account:u1", "loyalty:4711"), {"email": ["a@x.fr"]})


class TestWhen:
    @pytest.mark.parametrize("library", ["analytics-swift", "analytics-kotlin", "Analytics-CSharp"])
    def test_what_was_put_away_happened_when_it_did(self, library: str) -> None:
        monday = NOW - timedelta(days=3)
        closed = monday + timedelta(seconds=30)
        assert happened(monday.isoformat(), closed.isoformat(), NOW, library) == monday
        assert happened(monday.isoformat(), closed.isoformat(), NOW, "analytics.js") == NOW - timedelta(
            seconds=30
        )
        batch = [{"type": "track", "userId": "u1", "event": "x", "timestamp": monday.isoformat()}]
        body = {"batch": batch, "sentAt": closed.isoformat(), "context": {"library": {"name": library}}}
        (found,), _ = events_of(body, "batch", Sender("web", NOW))
        assert found.at == monday

    def test_so_it_is_by_a_clock_that_is_ahead(self) -> None:
        ahead = timedelta(days=2)
        told, closed = NOW - timedelta(minutes=5) + ahead, NOW - timedelta(minutes=4) + ahead
        found = happened(told.isoformat(), closed.isoformat(), NOW, "analytics-kotlin")
        assert found == NOW - timedelta(minutes=1)

    @pytest.mark.parametrize("skew", [timedelta(hours=-30), timedelta(0), timedelta(days=900)])
    def test_a_clock_that_is_wrong_is_corrected(self, skew: timedelta) -> None:
        really, sent = NOW - timedelta(minutes=10), NOW
        assert happened((really + skew).isoformat(), (sent + skew).isoformat(), NOW) == really

    @pytest.mark.parametrize(
        ("timestamp", "sent"),
        [(None, None), ("soon", None), ({}, []), ("2099-01-01", None), (1e300, 5), ("", "")],
    )
    def test_a_time_that_says_nothing(self, timestamp: object, sent: object) -> None:
        assert happened(timestamp, sent, NOW) == NOW

    def test_seconds_and_milliseconds_since_1970(self) -> None:
        assert happened(NOW.timestamp() - 60, None, NOW) == NOW - timedelta(minutes=1)
        assert happened((NOW.timestamp() - 60) * 1000, None, NOW) == NOW - timedelta(minutes=1)

    def test_rudder_node_sends_another_name(self) -> None:
        when = "2026-03-14T11:00:00.000Z"
        event = one("track", userId="u1", event="x", originalTimestamp=when, sentAt=NOW.isoformat())
        assert event.at == datetime(2026, 3, 14, 11, tzinfo=UTC)


class TestTheSameEvent:
    def test_is_known_by_source_and_message_id(self) -> None:
        first = one("track", userId="u1", event="x", messageId="m1")
        assert first.message == one("page", userId="u2", messageId="m1").message
        assert (
            first.message
            != events_of({"userId": "u1", "messageId": "m1"}, "track", Sender("app", NOW))[0][0].message
        )

    def test_a_message_id_in_braces_is_one(self) -> None:
        named = {"userId": "u1", "messageId": "{5F2D0C1E-8F6B-4C86-9D0A-6D1A6E0C1B11}"}
        assert one("track", **named, event="x").message == one("track", **named, event="y").message

    def test_without_a_message_id_is_known_by_its_content_and_time(self) -> None:
        timed = {"userId": "u1", "event": "x", "timestamp": "2026-03-14T11:00:00Z"}
        assert one("track", **timed, sentAt="a").message == one("track", **timed, sentAt="b").message
        assert one("track", userId="u1", event="x").message != one("track", userId="u1", event="x").message


class TestBatch:
    def test_the_good_goes_on_and_the_bad_has_its_place_and_reason(self) -> None:
        deep: Any = []
        for _ in range(500):
            deep = [deep]
        batch: list[Any] = [
            {"type": "track", "userId": "u1", "event": "x"},
            "nonsense",
            {"type": "delete", "userId": "u1"},
            {"type": "track", "userId": "u1", "event": "x" * LARGEST_EVENT},
            {"type": "track", "userId": "u1", "properties": deep},
            {
                "type": "page",
                "anonymousId": ANONYMOUS,
                "context": "none",
                "properties": 7,
                "integrations": None,
            },
        ]
        found, bad = events_of({"batch": batch}, "batch", Sender("web", NOW))
        assert len(found) == 2
        assert [(item.place, item.reason) for item in bad] == [
            (2, "not a JSON object"),
            (3, "the type is none of alias, group, identify, page, screen, track"),
            (4, "larger than 32 KB"),
            (5, "nested too deeply"),
        ]
        assert all(len(json.dumps(item.raw)) < 3_000 for item in bad)

    def test_quarantine_keeps_no_write_key(self) -> None:
        bad = refused("identify", traits={"email": "a@example.org"}, writeKey="secret")
        assert bad.raw == {"type": "identify", "traits": {"email": "a@example.org"}}

    def test_what_stands_beside_the_batch_holds_for_each(self) -> None:
        batch = [
            {"type": "page", "userId": "u1", "timestamp": "2026-03-14T10:00:00Z", "context": {"locale": "fr"}}
        ]
        body = {"batch": batch, "context": {"ip": "81.2.3.4"}, "sentAt": "2026-03-14T11:00:00Z"}
        ((event,), _) = events_of(body, "batch", Sender("web", NOW))
        assert (event.seen["ip"], event.at) == (["81.2.3.4"], datetime(2026, 3, 14, 11, tzinfo=UTC))

    def test_what_stands_beside_the_batch_counts_in_each(self) -> None:
        deep: Any = []
        for _ in range(990):
            deep = [deep]
        small = {"type": "track", "userId": "u1", "event": "x"}

        def sent(context: Any, batch: list[Any]) -> tuple[list[Event], list[BadEvent]]:
            return events_of({"batch": batch, "context": context}, "batch", Sender("web", NOW))

        with pytest.raises(BadInput, match="context of the batch is nested too deeply"):
            sent({"deep": deep}, [small])
        with pytest.raises(TooLarge, match="context in each event"):
            sent({"ids": ["a@example.org"] * 100}, [small] * MOST_EVENTS)
        half = "x" * (LARGEST_EVENT // 2)
        found, bad = sent({"half": half}, [small, {**small, "event": half}])
        assert (len(found), [(one.place, one.reason) for one in bad]) == (1, [(2, "larger than 32 KB")])

    def test_of_an_endless_list_the_first_values_count(self) -> None:
        emails = [f"a{number}@example.org" for number in range(900)]
        assert one("identify", userId="u1", traits={"email": emails}).told["email"] == emails[:20]
        ids = [{"type": "email", "id": email} for email in emails[:400]]
        assert one("track", userId="u1", context={"externalIds": ids}).told["email"] == emails[:20]

    def test_a_letter_counts_as_one_however_it_was_escaped(self) -> None:
        assert one("identify", userId="u1", traits={"lastName": "Иванов", "note": "д" * 15_000})

    def test_too_many_and_none(self) -> None:
        with pytest.raises(TooLarge, match="5,000"):
            events_of({"batch": [{}] * (MOST_EVENTS + 1)}, "batch", Sender("web", NOW))
        with pytest.raises(BadInput, match="batch"):
            events_of({"batch": "all"}, "batch", Sender("web", NOW))
        assert events_of({"batch": []}, "batch", Sender("web", NOW)) == ([], [])


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    [
        "userId",
        "anonymousId",
        "previousId",
        "traits",
        "context",
        "properties",
        "timestamp",
        "sentAt",
        "messageId",
        "type",
    ]
)
KINDS = st.sampled_from(["identify", "track", "page", "screen", "group", "alias", "batch"])


@given(st.dictionaries(NAMES | st.text(), ANY_JSON), KINDS)
def test_any_json_is_an_event_or_has_a_reason(body: dict[str, Any], kind: str) -> None:
    whole = {"batch": [body]} if kind == "batch" else body
    found, bad = events_of(whole, kind, Sender("web", NOW))
    assert len(found) + len(bad) == 1
    # What somebody is told in one moment is a microsecond apart.
    assert all(event.at < NOW + timedelta(milliseconds=5) for event in found)
