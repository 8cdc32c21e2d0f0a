"""Who was there before keeps their ID, though others were being loaded already when they came."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.graph.store import Store
from app.ingest.counts import Counts
from app.ingest.load import About, load
from app.ingest.people import People
from app.ingest.ulid import ulid_at
from app.ingest.visits import Visits
from app.sources import open_source
from tests.graph.tracking import PHONE

AHEAD = ulid_at(datetime.now(UTC) + timedelta(hours=1)) + "0" * 16
"""By the clock of another process."""
PERSON = "id,first_name,last_name\n1,Jean,Durand\n"
VISIT = f"visit_id,at,cookie,account_id\nv1,2026-03-14T08:00:00Z,{PHONE},1\n"


@pytest.mark.parametrize(("kind", "file"), [(People, PERSON), (Visits, VISIT)])
def test_who_came_while_a_file_was_read_is_older_than_who_it_brings(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[People | Visits], file: str
) -> None:
    prepare = kind.prepare

    def beside(*args: Any) -> Callable[[], Counts]:
        write = prepare(*args)
        graph.run_text(f"CREATE (:Customer {{id: 'web:u1', born: '{AHEAD}'}})")
        return write

    monkeypatch.setattr(kind, "prepare", beside)
    monkeypatch.setattr("app.ingest.ulid._last", 0)  # as before, once it went ahead
    path = tmp_path / "crm.csv"
    path.write_text(file, encoding="utf-8")
    load(graph, open_source(path), About("crm"), quiet=True)
    born = graph.run_text("MATCH (c:Customer) RETURN c.id AS id ORDER BY c.born")
    assert [row["id"] for row in born] == ["web:u1", "crm:1"]
