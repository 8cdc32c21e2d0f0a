"""Whatever is sent to the tracking API: refused clearly, or in the graph or in quarantine, and nowhere else."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.graph.store import Store
from app.ingest.tombstones import first_sealer
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import LOCAL

CANARY = "cAnAry"
"""In texts that are sent: neither answers nor logs hold any of them."""

TEXTS = st.builds(
    lambda words: CANARY + "".join(words),
    st.lists(
        st.sampled_from(
            ["\0", "\ud800", "\u202e", "😀", "{", "}", "|", ":", "\n", "é", "@x.fr", "ß", "﷽", "x" * 300]
        )
        | st.text(max_size=20),
        max_size=4,
    ),
)
ODD = st.sampled_from(
    [
        "",
        " ",
        "null",
        "undefined",
        "anonymous",
        "00000000-0000-0000-0000-000000000000",
        "0",
        "{{user.id}}",
        "NaN",
    ]
)
NUMBERS = st.integers() | st.floats() | st.sampled_from([10**300, -(10**1000), 2**63, 1e308, 33612345678])
NAMES = st.sampled_from(
    [
        "email",
        "phone",
        "firstName",
        "lastName",
        "name",
        "address",
        "city",
        "postalCode",
        "street",
        "birthday",
        "company",
        "title",
        "loyaltyCard",
        "siret",
        "id",
        "type",
        "encoding",
        "consent",
        "categoryPreferences",
        "tcString",
        "gpc",
        "externalIds",
        "externalId",
        "device",
        "advertisingId",
        "adTrackingEnabled",
        "ip",
        "userAgent",
        "page",
        "path",
        "url",
        "traits",
        "consentManagement",
        "allowedConsentIds",
        "deniedConsentIds",
    ]
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | TEXTS, inner, max_size=3),
    max_leaves=8,
)
TIMES = (
    ANY_JSON
    | st.datetimes().map(str)
    | st.datetimes().map(lambda at: at.isoformat() + "+05:30")
    | st.floats()
)
TYPES = st.sampled_from(["identify", "track", "page", "screen", "group", "alias"])
OBJECTS = st.dictionaries(NAMES, ANY_JSON, max_size=6) | ANY_JSON
IDS = st.sampled_from(["u1", "u2", "5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b11", 7]) | TEXTS | ODD | ANY_JSON
MORE = {
    **dict.fromkeys(("anonymousId", "previousId", "groupId"), IDS),
    **dict.fromkeys(("timestamp", "originalTimestamp", "sentAt"), TIMES),
    **dict.fromkeys(("traits", "context", "properties", "integrations"), OBJECTS),
    **dict.fromkeys(("event", "name"), TEXTS | ANY_JSON),
    "messageId": st.sampled_from(["undefined", "{{id}}", "x" * 300, "\ud800", None, True, [], {}]),
}
GOOD = st.fixed_dictionaries({"type": TYPES, "userId": st.sampled_from(["u1", "u2", 7])}, optional=MORE)
ODD_ONES = st.fixed_dictionaries({"type": TYPES | ANY_JSON, "userId": IDS}, optional=MORE)
BODIES = st.fixed_dictionaries(
    {"batch": st.lists(GOOD | ODD_ONES | ANY_JSON, min_size=1, max_size=5)},
    optional={"context": OBJECTS, "sentAt": TIMES, "integrations": ANY_JSON},
)
NONCES = itertools.count()


@pytest.fixture
def client(graph: Store, settings: Settings, tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(graph, settings.model_copy(update={"home": tmp_path}))
    # As where somebody was erased: what is put aside is looked at for them.
    first_sealer(graph.home or tmp_path)
    with TestClient(app, base_url=LOCAL) as client:
        client.auth = ("shop", "")
        yield client


def counted(store: Store) -> int:
    (row,) = store.run_text("MATCH (m:Message) RETURN count(m) AS n")
    return int(row["n"])


def put_aside(home: Path) -> int:
    """Events in quarantine; what one says of consent, and cannot be used, is there beside the event that counts."""
    lines = [
        json.loads(line)
        for file in (home / "quarantine").glob("*.jsonl")
        for line in file.read_text().splitlines()
    ]
    return sum("consent" not in (line["field"] or "") for line in lines)


@given(BODIES)
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_sent(
    client: TestClient, graph: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], body: dict[str, Any]
) -> None:
    for event in body["batch"]:
        if isinstance(event, dict):  # what is the same in every letter, with a time, is the same event
            event["nonce"] = next(NONCES)
    before = counted(graph) + put_aside(tmp_path)
    sent = client.post("/v1/batch", content=json.dumps(body))
    assert sent.status_code in (200, 400), sent.text
    taken = len(body["batch"]) if sent.status_code == 200 else 0
    assert counted(graph) + put_aside(tmp_path) == before + taken
    assert CANARY not in sent.text
    assert CANARY not in capsys.readouterr().err
