"""`idgraph consume` as a process of its own: all of it arrives and counts once, whatever happens to the process."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from app.graph.store import Store
from app.settings import Settings
from tests.graph.evidence import add, population
from tests.graph.tracking import identify, page, visits

COOKIES = [f"5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b{number:02}" for number in range(6)]
Process = subprocess.Popen[str]


def lines(items: Iterable[object]) -> str:
    return "".join(f"{json.dumps(item)}\n" for item in items)


def pages(count: int) -> list[dict[str, Any]]:
    return [page(COOKIES[number % 6], f"m{number}", number % 12) for number in range(count)]


def consumer(settings: Settings, stream: object, *more: str) -> Process:
    given = {
        "IDGRAPH_HOME": str(settings.home),
        "IDGRAPH_CACHE": str(settings.cache),
        "NEO4J_URI": settings.neo4j_uri or "",
        "NEO4J_PASSWORD": settings.neo4j_password.get_secret_value() if settings.neo4j_password else "",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", "consume", str(stream), "--source", "web", "--json", *more],
        env=os.environ | {name: value for name, value in given.items() if value},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process: Process, given: str | None = None) -> dict[str, Any]:
    out, err = process.communicate(given, timeout=120)
    assert process.returncode == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def until(process: Process, reached: Callable[[], object]) -> None:
    """Wait for the graph to show something, as long as the process lives."""
    deadline = time.monotonic() + 120
    while not reached():
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline


def seen(store: Store) -> int:
    return int(store.run_text("MATCH (m:Message) RETURN count(m) AS n")[0]["n"])


def test_standard_input_with_what_is_bad_in_quarantine(graph: Store, settings: Settings) -> None:
    text = (
        lines([*pages(30), identify("u1", "i1", 3, email="marie@example.fr")])
        + "{broken\n"
        + lines([{"type": "page"}])
    )
    found = finished(consumer(settings, "-"), text)
    assert (found["messages"], found["events"], found["quarantined"]) == (33, 31, 2)
    assert any("not JSON" in reason for reason in found["reasons"])
    newest = max((settings.home / "quarantine").glob("web-*.jsonl"), key=lambda file: file.stat().st_mtime)
    rows = [json.loads(line) for line in newest.read_text().splitlines()]
    assert [(row["row"], row["raw"]) for row in rows] == [(32, "{broken"), (33, {"type": "page"})]
    assert sum(visits(graph).values()) == 30
    assert graph.run_text("MATCH (c:Customer {id: 'web:u1'}) RETURN c.email AS email") == [
        {"email": ["marie@example.fr"]}
    ]


def test_killed_in_the_middle_of_a_folder_nothing_is_lost_and_nothing_counts_twice(
    graph: Store, settings: Settings, tmp_path: Path
) -> None:
    sent = pages(1_800)
    for number in range(3):
        part = sent[number * 600 : (number + 1) * 600]
        (tmp_path / f"{number}.jsonl").write_text(lines(part))
    process = consumer(settings, tmp_path)
    until(process, lambda: seen(graph) > 600)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert 600 < seen(graph) < len(sent), "it was killed in the middle"
    assert (tmp_path / "2.jsonl").exists()
    finished(consumer(settings, tmp_path))
    assert seen(graph) == len(sent)
    assert visits(graph) == {f"cookie:{cookie}": 300 for cookie in COOKIES}
    assert sorted(file.name for file in (tmp_path / "done").iterdir()) == ["0.jsonl", "1.jsonl", "2.jsonl"]
    assert not list(tmp_path.glob("*.jsonl"))


def test_killed_in_the_middle_of_standard_input_the_same_input_completes_it(
    graph: Store, settings: Settings
) -> None:
    sent = pages(1_200)
    process = consumer(settings, "-")
    assert process.stdin
    process.stdin.write(lines(sent[:600]))
    process.stdin.flush()
    until(process, lambda: seen(graph) >= 600)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    finished(consumer(settings, "-"), lines(sent))
    assert visits(graph) == {f"cookie:{cookie}": 200 for cookie in COOKIES}


def test_followed_a_folder_brings_new_files_until_sigterm_stops_it_cleanly(
    graph: Store, settings: Settings, tmp_path: Path
) -> None:
    process = consumer(settings, tmp_path, "--follow")
    for number, part in enumerate((pages(20)[:10], pages(20)[10:])):
        (tmp_path / ".whole").write_text(lines(part))
        (tmp_path / ".whole").rename(tmp_path / f"{number}.jsonl")
        until(process, (tmp_path / "done" / f"{number}.jsonl").exists)
    process.send_signal(signal.SIGTERM)
    assert finished(process)["events"] == 20
    assert sum(visits(graph).values()) == 20


def test_while_it_waits_for_the_graph_it_can_be_interrupted(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        uri = f"bolt://127.0.0.1:{silent.getsockname()[1]}"
        process = consumer(
            settings.model_copy(update={"neo4j_uri": uri, "neo4j_password": SecretStr("x")}), "-"
        )
        connection, _ = silent.accept()
        with connection:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)
    assert process.returncode


def test_a_source_of_files_is_not_written_over(graph: Store, settings: Settings, tmp_path: Path) -> None:
    add(graph, tmp_path, "web", population(3))
    process = consumer(settings, "-")
    _, err = process.communicate(lines(pages(1)), timeout=120)
    assert process.returncode == 2
    assert "name of a source that files are loaded as" in err
