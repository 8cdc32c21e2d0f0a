"""What stewards and privacy officers do, over HTTP, and a file taken back: how long each takes."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx

from app.audit import COMMAND
from app.graph.connect import open_store
from app.ingest.load import About, load
from app.resolution.live.waiting import resolve_waiting
from app.settings import Settings
from app.sources import open_source
from app.stewardship.unload import unload
from tests.benchmarks.people import COLUMNS, newcomer

FILE = 200
"""Records of the file that is taken back."""
Seconds = dict[str, list[float]]
"""What was done -> how long it took, each time."""
Do = Callable[..., Any]
"""What to call it, method, path, body -> the answer."""


def of_people(address: str, emails: Sequence[str]) -> Seconds:
    """Everything that is done to people, to two at a time, whom nobody did anything to before."""
    took: Seconds = defaultdict(list)
    with httpx.Client(base_url=f"http://{address}", timeout=300) as client:

        def do(what: str, method: str, path: str, **body: object) -> Any:
            start = time.perf_counter()
            answer = client.request(method, path, json=body or None)
            took[what].append(time.perf_counter() - start)
            answer.raise_for_status()
            return answer.json()

        for one, other in _pairs(do, emails):
            _judge(do, one["individual"], other["individual"])
            _block(do, one["email"])
            if len(one["records"]) > 1:
                _part(do, one["individual"], one["records"])
            _answer_them(do, one["individual"])
        del took["look up"]
    return took


def _pairs(do: Do, emails: Sequence[str]) -> Iterator[tuple[Any, Any]]:
    found = (
        do("look up", "POST", "/api/v1/lookup", namespace="email", value=email) | {"email": email}
        for email in emails
    )
    return zip(found, found, strict=False)


def _judge(do: Do, a: str, b: str) -> None:
    do("why", "POST", "/api/v1/why", a=a, b=b)
    do("reviews", "GET", "/api/v1/reviews")
    do("must-link, dry run", "POST", "/api/v1/verdicts", a=a, b=b, verdict="must_link", dry_run=True)
    do("must-link", "POST", "/api/v1/verdicts", a=a, b=b, verdict="must_link")
    do("withdraw", "DELETE", "/api/v1/verdicts", a=a, b=b)


def _block(do: Do, email: str) -> None:
    value = {"namespace": "email", "value": email}
    do("block", "POST", "/api/v1/blocks", **value)
    do("blocks", "GET", "/api/v1/blocks")
    do("unblock", "DELETE", "/api/v1/blocks", **value)


def _part(do: Do, individual: str, records: Sequence[str]) -> None:
    done = do("unmerge", "POST", f"/api/v1/individuals/{individual}/unmerge", records=[records[-1]])
    do("undo unmerge", "DELETE", "/api/v1/verdicts", action=done["action"])


def _answer_them(do: Do, individual: str) -> None:
    do("access", "POST", "/api/v1/privacy/access", individual=individual)
    do("erasure, dry run", "POST", "/api/v1/privacy/erasure", individual=individual)
    do("erasure", "POST", "/api/v1/privacy/erasure", individual=individual, dry_run=False)


def of_a_file(server: Settings, folder: Path, times: int) -> Seconds:
    """A file of `FILE` newcomers, loaded and resolved, what taking it back would do, and taking it back."""
    took: Seconds = defaultdict(list)
    with open_store(server) as store:
        for number in range(times):
            path = file_of_newcomers(folder, f"file{number}", number)
            load(store, open_source(path), About(path.stem), quiet=True)
            resolve_waiting(store)
            for dry_run in (True, False):
                start = time.perf_counter()
                unload(store, COMMAND, path.stem, dry_run=dry_run)
                what = f"a file of {FILE} taken back"
                took[f"{what}, dry run" if dry_run else what].append(time.perf_counter() - start)
    return took


def file_of_newcomers(folder: Path, name: str, number: int) -> Path:
    """`FILE` people who are in no other file of another number."""
    path = folder / f"{name}.csv"
    path.write_text("\n".join((",".join(COLUMNS[1:5]), *_rows(number))), encoding="utf-8")
    return path


def _rows(number: int) -> Iterator[str]:
    for n in range(number * FILE, (number + 1) * FILE):
        person = newcomer(n)
        born = f"{1940 + n % 60}-{1 + n % 12:02}-{1 + n % 28:02}"
        yield f"{person['firstName']},{person['lastName']},{born},f{person['email']}"
