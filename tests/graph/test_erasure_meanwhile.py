"""Somebody is erased while a steward works on them."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.errors import Conflict, NotFound
from app.graph.store import Store
from app.privacy.subject import Asked
from app.resolution.invariants import invariants
from app.stewardship import verdicts
from tests.graph.evidence import individual
from tests.graph.test_erasure import WHO, eraser, home, traces, world

__all__ = ["home", "world"]


def test_somebody_who_is_being_parted_and_joined_is_erased_whole_or_not_yet(world: Store, home: Path) -> None:
    """A steward goes on splitting the person and putting them together, whoever is first: each ends in one state."""
    zoe, over, judged = individual(world, "shop:zoe1"), threading.Event(), threading.Event()

    def judge() -> None:
        while not over.is_set():
            try:
                verdicts.judge(world, WHO, "shop:zoe1", "shop:zoe3", "cannot_link")
                verdicts.withdraw(world, WHO, "shop:zoe1", "shop:zoe3")
            except (NotFound, Conflict):
                continue
            finally:
                judged.set()

    with ThreadPoolExecutor() as pool:
        judging = pool.submit(judge)
        judged.wait(60)
        try:
            for record in ("shop:zoe1", "shop:zoe3") * 10:
                with contextlib.suppress(Conflict):
                    eraser(world, home).erase(Asked(namespace="record", value=record))
        finally:
            over.set()
        judging.result()
    assert traces(world) == set()
    assert individual(world, "shop:yann1") != zoe
    assert not [found for found in invariants(world) if found.broken]
