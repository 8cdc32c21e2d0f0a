"""Takes records and identifiers out of the graph, in a transaction of somebody else; what is derived follows there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.errors import Conflict
from app.graph.lease import lease
from app.graph.store import Row, Run, Store
from app.privacy.model_values import forget_in_models


@dataclass(frozen=True, slots=True)
class Removed:
    """How many of each went."""

    records: int
    identifiers: int
    consents: int
    models: int
    """Match models that had one of the values in a table of common ones."""


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
    """Remove records, and identifiers {key, label, value} that only they carry, with what was said and seen there."""
    keys = [one["key"] for one in own]
    values = [row["record"] for row in run("privacy/values", ids=list(records))]
    consents = sum(row["statements"] for row in run("privacy/consents_of", keys=keys))
    run("privacy/visits_take_back", keys=keys)
    run("privacy/identifiers_erase", keys=keys)
    run("privacy/records_erase", ids=list(records))
    return Removed(len(records), len(keys), consents, forget_in_models(run, values, own))
