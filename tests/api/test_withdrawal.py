"""A withdrawal counts as soon as it is acknowledged: stronger than within a second, and no matter how busy it is."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.graph.store import Store
from app.ingest.consent_columns import vocabulary
from app.ingest.load import About, load
from app.main import create_app
from app.settings import Settings
from app.sources import open_source
from tests.api.conftest import LOCAL
from tests.api.names import MARIE

COOKIE, EMAIL = "ck-marie", "marie.dupont@example.fr"
READERS, ROUNDS, AFTERWARDS = 4, 5, 3
Tell = Callable[[TestClient, Store, Path], None]


@pytest.fixture(scope="module")
def service(seeded: Store, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(seeded, settings), base_url=LOCAL) as client:
        yield client


def now() -> datetime:
    return datetime.now(UTC)


def said(
    status: str, namespace: str = "cookie", value: str = COOKIE, at: datetime | None = None
) -> dict[str, Any]:
    who = {"namespace": namespace, "value": value}
    at = at or now()
    return {
        "identifiers": [who],
        "purpose": "advertising",
        "channel": "web",
        "status": status,
        "at": at.isoformat(),
    }


def tell(api: TestClient, *statements: dict[str, Any]) -> None:
    assert api.post("/api/v1/consents", json={"consents": statements}).status_code == 200


def answer(api: TestClient) -> tuple[str, str | None]:
    asked = {"cookies": [COOKIE], "purpose": "advertising"}
    (row,) = api.post("/api/v1/cookies/match", json=asked).json()["cookies"]
    return row["status"], row["individual"]


def by_call(api: TestClient, store: Store, folder: Path) -> None:
    tell(api, said("withdrawn"))


def by_call_with_a_clock_that_is_ahead(api: TestClient, store: Store, folder: Path) -> None:
    tell(api, said("withdrawn", at=now() + timedelta(minutes=4)))


def by_call_about_the_email(api: TestClient, store: Store, folder: Path) -> None:
    tell(api, said("denied", "email", EMAIL))


def by_event(api: TestClient, store: Store, folder: Path) -> None:
    choice = {"consent": {"categoryPreferences": {"Advertising": False}}}
    event = {"anonymousId": COOKIE, "event": "x", "messageId": now().isoformat(), "writeKey": "site"}
    assert api.post("/v1/track", json=event | {"context": choice}).json() == {"success": True}


def by_browser(api: TestClient, store: Store, folder: Path) -> None:
    event = {"anonymousId": COOKIE, "event": "x", "messageId": now().isoformat(), "writeKey": "site"}
    assert api.post("/v1/track", json=event, headers={"Sec-GPC": "1"}).json() == {"success": True}


def by_file(api: TestClient, store: Store, folder: Path) -> None:
    row = {"namespace": "cookie", "value": COOKIE, "purpose": "advertising", "status": "denied"}
    _loaded(store, folder, row | {"at": now().isoformat()}, "choices")


def by_column(api: TestClient, store: Store, folder: Path) -> None:
    row = {"id": "9", "nom": "Dupont", "prenom": "Marie", "email": EMAIL, "consent_advertising_web": "no"}
    _loaded(store, folder, row | {"consent_at": now().isoformat()}, "newcrm")


def by_objection(api: TestClient, store: Store, folder: Path) -> None:
    asked = {"individual": MARIE, "purposes": ["advertising"]}
    assert api.post("/api/v1/privacy/objection", json=asked).status_code == 200


def by_restriction(api: TestClient, store: Store, folder: Path) -> None:
    assert api.post("/api/v1/privacy/restriction", json={"individual": MARIE}).status_code == 200


def _loaded(store: Store, folder: Path, row: dict[str, Any], source: str) -> None:
    path = folder / "rows.jsonl"
    path.write_text(json.dumps(row))
    report = load(store, open_source(path, consents=vocabulary()), About(source), quiet=True)
    assert (report.new, report.quarantined) == (1, 0)


@pytest.fixture
def agreed(service: TestClient, seeded: Store) -> Iterator[TestClient]:
    """Marie agreed on her browser, and is answered for it; afterwards as if nothing had been."""
    _undo(service, seeded)
    tell(service, said("granted", at=now() - timedelta(days=10)))
    for _ in range(3):
        assert answer(service) == ("known", MARIE)
    yield service
    _undo(service, seeded)


def _undo(api: TestClient, store: Store) -> None:
    """Through the product where that can be: what is remembered of an answer has to go with it."""
    api.post("/api/v1/privacy/restriction", json={"individual": MARIE, "lift": True})
    store.run_text("MATCH (n:Customer) WHERE n.source = 'newcrm' DETACH DELETE n")
    store.run_text("MATCH (n:Load|Message) DETACH DELETE n")
    store.run_text("MATCH (s:Source) WHERE s.name IN ['newcrm', 'choices', 'site'] DETACH DELETE s")
    store.run_text("MATCH (k:Consent) DETACH DELETE k")


@pytest.mark.parametrize(
    "withdraw",
    [
        by_call,
        by_call_with_a_clock_that_is_ahead,
        by_call_about_the_email,
        by_event,
        by_browser,
        by_file,
        by_column,
        by_objection,
        by_restriction,
    ],
    ids=lambda way: way.__name__,
)
def test_the_very_next_answer_is_refused(
    agreed: TestClient, seeded: Store, tmp_path: Path, withdraw: Tell
) -> None:
    withdraw(agreed, seeded, tmp_path)
    assert answer(agreed) == ("refused", None)


def test_nobody_who_asks_after_it_is_told_while_many_read(agreed: TestClient) -> None:
    """Answers that were being worked out meanwhile must not be remembered either."""
    for number in range(ROUNDS):
        tell(agreed, said("granted", at=now() - timedelta(minutes=2 * (ROUNDS - number))))
        assert answer(agreed) == ("known", MARIE)
        acknowledged = Event()

        def read(acknowledged: Event = acknowledged) -> list[tuple[float, str]]:
            found: list[tuple[float, str]] = []
            left = AFTERWARDS
            while left:
                left -= acknowledged.is_set()
                begun = time.monotonic()
                found.append((begun, answer(agreed)[0]))
            return found

        with ThreadPoolExecutor(READERS) as pool:
            readers = [pool.submit(read) for _ in range(READERS)]
            at = now() - timedelta(minutes=2 * (ROUNDS - number) - 1)
            tell(agreed, said("withdrawn", at=at))
            told = time.monotonic()
            acknowledged.set()
            answers = [one for reader in readers for one in reader.result()]
        later = [status for begun, status in answers if begun > told]
        assert len(later) >= READERS * (AFTERWARDS - 1)
        assert set(later) == {"refused"}
