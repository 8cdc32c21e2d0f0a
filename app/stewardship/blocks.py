"""Blocked values: an identifier that a steward forbids to count, also one that nobody has carried yet."""

from app.audit import Who, record_change
from app.errors import BadInput, NotFound
from app.graph.store import Row, Run, Store
from app.ingest.identifiers import label_of
from app.profiles.lookup import key_of
from app.resolution.live import rederive
from app.stewardship.outcome import Outcome


def block(
    store: Store, who: Who, namespace: str, value: str, reason: str | None = None, *, dry_run: bool = False
) -> Outcome:
    """Let a value count for nothing, for past links as for new ones: people are as if nobody had ever had it.

    Doing it again changes nothing. Raises BadInput where the value cannot be one of this namespace.
    """
    key = _key(namespace, value)
    carried: list[str] = []

    def change(run: Run) -> list[str]:
        own = key.partition(":")[2]
        run("stewardship/block", key=key, label=label_of(key), value=own, by=who.id, reason=reason)
        carried[:] = [row["record"] for row in run("stewardship/carriers", key=key)]
        record_change(run, who, "value blocked", kind=label_of(key), records=len(carried))
        return carried

    effects = rederive(store, change, dry_run=dry_run)
    return Outcome(
        f"A value of {namespace} is blocked", effects, dry_run, evidence={"carried_by": len(carried)}
    )


def unblock(store: Store, who: Who, namespace: str, value: str, *, dry_run: bool = False) -> Outcome:
    """Let a blocked value count again. Raises NotFound where it is not blocked, and BadInput."""
    key = _key(namespace, value)
    carried: list[str] = []

    def change(run: Run) -> list[str]:
        carried[:] = [row["record"] for row in run("stewardship/carriers", key=key)]
        if not run("stewardship/unblock", key=key):
            raise NotFound("This value is not blocked")
        record_change(run, who, "value unblocked", kind=label_of(key), records=len(carried))
        return carried

    effects = rederive(store, change, dry_run=dry_run)
    done = f"A value of {namespace} counts again"
    return Outcome(done, effects, dry_run, evidence={"carried_by": len(carried)})


def blocks(store: Store) -> list[Row]:
    """Every blocked identifier: key, by, at, reason, records (how many carry it)."""
    return store.read("stewardship/blocks")


def _key(namespace: str, value: str) -> str:
    key = key_of(namespace.strip().lower(), value.strip())
    if key is None:
        raise BadInput("This is not a value that an identifier of this namespace can have")
    return key
