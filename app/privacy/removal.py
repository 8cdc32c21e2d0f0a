"""Takes records and identifiers out of the graph, in a transaction of somebody else; what is derived follows there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.errors import Conflict
from app.graph.lease import lease
from app.graph.store import Row, Run, Store
from app.privacy.model_values import forget_in_models
from app.resolution.reading import NIGHTS


@dataclass(frozen=True, slots=True)
class Removed:
    """How many of each went, and of `moved` which records are no part of it, but changed: see `remove`."""

    records: int
    identifiers: int
    consents: int
    models: int
    """Match models that had one of the values in a table of common ones."""
    moved: list[str]


@contextmanager
def alone(store: Store) -> Iterator[None]:
    """Nothing else is removed meanwhile, and no load begins. Raises Conflict where either runs."""
    with lease(store, "erasure"):
        if running := store.read("privacy/loads_running"):
            names = ", ".join(row["name"] for row in running)
            raise Conflict(f"A {names} is running: try again when it is done")
        yield


def lock(run: Run, records: Sequence[str], keys: Sequence[str]) -> None:
    """Hold them until the transaction ends, in the order in which events of the tracking API do."""
    run("privacy/records_lock", ids=sorted(records))
    run("privacy/identifiers_lock", keys=sorted(keys))


def remove(run: Run, records: Sequence[str], own: Sequence[Row]) -> Removed:
    """Remove records, and identifiers {key, label, value} that only they carry, with what was said and seen there.

    Who lives together may be another thing then for the records that are `moved`: what went had told where their
    devices are used at home."""
    keys = [one["key"] for one in own]
    values = [row["record"] for row in run("privacy/values", ids=list(records))]
    consents = sum(row["statements"] for row in run("privacy/consents_of", keys=keys))
    moved = [row["id"] for row in run("privacy/visits_take_back", keys=keys, nights=NIGHTS)]
    run("privacy/identifiers_erase", keys=keys)
    run("privacy/records_erase", ids=list(records))
    return Removed(len(records), len(keys), consents, forget_in_models(run, values, own), moved)
