"""Where messages may go, and how they are signed."""

import asyncio
import json
import socket
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from app.errors import BadInput
from app.feed.changes import Change
from app.feed.endpoint import address_of, endpoint
from app.feed.entries import Entry
from app.feed.sending import Outcome, attempt, client
from app.feed.signing import body_of, is_secret, message_id, new_secret, signed
from tests.receiver import receiving

BODY = b'{"type":"test"}'


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook",
        "http://127.0.0.1.nip.io/",
        "http://10.0.0.1/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://",
        "example.org",
        "https://user:secret@example.org/",
        "https://example.org/#part",
        "https://example.org/" + "x" * 2000,
        "https://[::1/",
        "https://example.org:65536/",
        "https://example.org:0/",
        "https://xn--0/",
        "",
    ],
)
def test_what_is_no_address_for_a_webhook(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        endpoint(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["https://example.org/hook", "http://127.0.0.1:9000/", "http://localhost/", "http://[::1]:9/"]
)
def test_what_is_one(url: str) -> None:
    assert endpoint(url).host


def resolve(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name have these addresses: the names of others are theirs to change."""
    kind = {True: socket.AF_INET6, False: socket.AF_INET}
    found = [(kind[":" in one], socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


INSIDE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("224.0.0.1", "::1", "fd00::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "::"),
]


@pytest.mark.parametrize("address", INSIDE)
def test_names_that_lead_inside_lead_nowhere(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    url = endpoint("https://example.org/hook")
    resolve(monkeypatch, address)
    with pytest.raises(BadInput, match="not public"):
        asyncio.run(address_of(url, private=False))
    resolve(monkeypatch, "93.184.216.34", address)
    with pytest.raises(BadInput, match="not public"):
        asyncio.run(address_of(url, private=False))
    assert asyncio.run(address_of(url, private=True)) == "93.184.216.34"


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1"])
def test_other_ways_to_write_this_machine_do_not_help(host: str) -> None:
    with pytest.raises(BadInput):
        asyncio.run(address_of(endpoint(f"https://{host}/"), private=False))


def test_public_addresses_are_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946")
    assert asyncio.run(address_of(endpoint("https://example.org/"), private=False)) == "93.184.216.34"


def test_a_signature_is_as_the_library_of_receivers_wants_it() -> None:
    secret = new_secret()
    at = int(datetime.now(UTC).timestamp())
    assert is_secret(secret)
    assert Webhook(secret).verify(BODY, signed(secret, "msg_1", at, BODY)) == {"type": "test"}
    assert signed(secret, "msg_1", at, BODY)["webhook-signature"] == Webhook(secret).sign(
        "msg_1", datetime.fromtimestamp(at, UTC), BODY.decode()
    )


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_!!!", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
)
def test_what_is_no_secret(secret: str) -> None:
    assert not is_secret(secret)


def test_a_message_holds_ids_and_nothing_else() -> None:
    change = Change("merged", "individual", "ind_01", "hh_01", ("02",), (), ("ind_02",))
    entry = Entry(42, datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC), change)
    assert json.loads(body_of(entry)) == {
        "type": "individual.merged",
        "timestamp": "2026-03-14T09:26:53+00:00",
        "data": {
            "seq": 42,
            "kind": "individual",
            "id": "ind_01",
            "household": "hh_01",
            "joined": ["02"],
            "left": [],
            "came_from": ["ind_02"],
            "went_to": [],
        },
    }
    assert message_id("wh_01ABC", 42) == "msg_01ABC_42"


def send(url: str, within: float = 20) -> Outcome:
    async def once() -> Outcome:
        async with client() as http:
            return await attempt(http, url, new_secret(), "msg_1", BODY, within=within)

    return asyncio.run(once())


def test_only_2xx_is_received_and_redirects_are_not_followed() -> None:
    with receiving() as receiver:
        assert send(receiver.url).delivered
        receiver.answer_headers = {"Location": receiver.url}
        receiver.status = lambda number, got: (301, 302, 307, 400, 404, 500)[number - 1]
        outcomes = [send(receiver.url) for _ in range(6)]
        assert [outcome.reason for outcome in outcomes] == [
            f"answered {status}" for status in (301, 302, 307, 400, 404, 500)
        ]
        assert not any(outcome.delivered for outcome in outcomes)
        assert len(receiver.got) == 7


@pytest.mark.parametrize(
    "location", ["localhost:3000/x", "mailto:x@example.org", "https://xn--0/", "about:blank"]
)
def test_an_answer_that_points_to_what_is_no_address_is_a_failure_like_any_other(location: str) -> None:
    """The library reads it although nobody follows: who let that pass would tell nobody anything any more."""
    with receiving() as receiver:
        receiver.answer_headers = {"Location": location}
        receiver.status = lambda number, got: 302
        outcome = send(receiver.url)
        assert not outcome.delivered
        assert outcome.reason in ("answered 302", "its answer points to what is no address")


def test_an_endpoint_may_be_gone_or_ask_for_time() -> None:
    with receiving() as receiver:
        receiver.status = lambda number, got: 410
        assert send(receiver.url).gone
        receiver.status = lambda number, got: 503
        receiver.answer_headers = {"Retry-After": "120"}
        assert send(receiver.url).wait == 120
        receiver.answer_headers = {"Retry-After": "99999999"}
        assert send(receiver.url).wait == 3600
        receiver.answer_headers = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
        assert send(receiver.url).wait == 0


def test_who_does_not_answer_is_left_alone_in_time() -> None:
    with receiving() as receiver:
        receiver.hold.clear()
        outcome = send(receiver.url, within=0.3)
        assert (outcome.delivered, outcome.reason) == (False, "no answer within 0.3 seconds")
        assert outcome.seconds < 10


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert send(f"http://127.0.0.1:{port}/").reason == "no connection"
    assert send("https://no.such.host.invalid/").reason == "the name of the host is not known"
