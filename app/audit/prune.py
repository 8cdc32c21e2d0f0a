"""Forgetting the oldest entries, so that what stays can still be verified: a signed checkpoint says where it starts."""

from dataclasses import dataclass
from datetime import datetime

from app.audit.chain import PAGE, Head, head, record_now
from app.audit.checkpoints import Vault
from app.audit.entry import Who
from app.audit.verify import verify
from app.errors import Conflict
from app.graph.store import Store
from app.settings import Settings

_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Pruned:
    """`entries`: how many were forgotten, or would be. `until`: the number of the last of them, 0 for none."""

    entries: int
    until: int


def prune(store: Store, settings: Settings, who: Who, before: datetime, *, dry_run: bool = False) -> Pruned:
    """Forget the entries up to the first one that is not older than `before` (with a time zone).

    Raises Conflict where the chain is not whole: what was tampered with is evidence. If cut short, the next finishes.
    """
    end = head(store)
    first = store.one("audit/oldest")
    if end is None or first is None:
        return Pruned(0, 0)
    kept = store.one("audit/first_since", at=before)
    until = (kept["seq"] if kept else end.seq + 1) - 1
    pruned = Pruned(max(until - first["seq"] + 1, 0), until)
    if pruned.entries and not dry_run:
        if not verify(store, settings).ok:
            raise Conflict(
                "The audit is not whole, and what was tampered with is evidence: see `idgraph audit verify`"
            )
        record_now(store, who, "audit pruned", entries=pruned.entries, until=until)
        _forget(store, settings, end.chain, until)
    return pruned


def _forget(store: Store, settings: Settings, chain: str, until: int) -> None:
    (last,) = store.read("audit/entries", after=until - 1, until=until)
    vault = Vault.of(settings)
    vault.seal(Head(chain, until, last["hash"]), start=True)
    store.write("audit/page_left", until=until, last=(until // PAGE + 1) * PAGE)
    while store.write("audit/prune", until=until, limit=_BATCH)[0]["deleted"]:
        pass
    vault.forget(chain, until)
