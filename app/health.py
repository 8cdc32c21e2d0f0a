"""Is everything up? Asks, and starts nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import httpx

from app.consent.checking import check_remembered
from app.errors import IdGraphError
from app.feed.verify import verify
from app.graph.connect import open_store, server
from app.graph.schema import require_schema, schema_status
from app.graph.store import Store
from app.profiles.search import totals
from app.resolution.invariants import lasting
from app.resolution.up_to_date import has_other_rules
from app.settings import Settings

_ANSWERS_WITHIN_S = 5.0
_NAMED = 10
"""So many of the IDs that break a check are printed; `--json` has them all."""
_FILLED = 0.1
"""Where more of a source's records have a value that says nothing, the source fills the field, not people."""


@dataclass(frozen=True)
class Check:
    """One thing that should be so: its name, whether it is, the detail or the fix, the IDs that break it, and whether
    somebody should look at it all the same."""

    name: str
    ok: bool
    detail: str
    broken: tuple[str, ...] = ()
    warns: bool = False

    @property
    def word(self) -> str:
        """ok, warn or FAIL."""
        return "FAIL" if not self.ok else "warn" if self.warns else "ok"

    def as_json(self) -> dict[str, object]:
        """`ok`, `detail`, `warns` where it does, and all of `broken` where anything is."""
        more = {"warns": self.warns, "broken": self.broken}
        return {"ok": self.ok, "detail": self.detail} | {name: value for name, value in more.items() if value}


def as_table(checks: Sequence[Check]) -> str:
    """One line for each check."""
    width = max(len(check.name) for check in checks)
    return "\n".join(f"{c.word:<4}  {c.name:<{width}}  {c.detail}" for c in checks)


def health(settings: Settings) -> list[Check]:
    """Neo4j, its schema, what is in the graph, the service: in this order; what cannot be asked is left out."""
    return [*_graph(settings, _nothing_more), _service(settings)]


def check_graph(settings: Settings, *, quiet: bool = True) -> list[Check]:
    """Neo4j, its schema, what is in the graph, and whether all of that is as it must be. Needs no service."""
    return list(_graph(settings, lambda store: _invariants(store, quiet=quiet)))


def _nothing_more(_: Store) -> Iterator[Check]:
    return iter(())


def _invariants(store: Store, *, quiet: bool) -> Iterator[Check]:
    for found in lasting(store, quiet=quiet):
        looked_at = f"{found.checked:,} {found.what}"
        named = ", ".join(found.broken[:_NAMED]) + (" ..." if len(found.broken) > _NAMED else "")
        wrong = f"{len(found.broken):,} wrong, of {looked_at}; {found.fix}: {named}"
        detail = wrong if found.broken else looked_at
        yield Check(found.name, not found.broken, detail, found.broken)
    remembered = check_remembered(store)
    detail = f"{remembered.checked:,} people and cookies"
    if remembered.broken:
        named = ", ".join(remembered.broken[:_NAMED])
        detail = f"{len(remembered.broken):,} wrong, of {detail}; run `idgraph resolve --full`: {named}"
    yield Check("what people allow is remembered rightly", not remembered.broken, detail, remembered.broken)
    yield usable(store)
    told = verify(store)
    yield Check("the feed has no gap, and its replay is the membership", told.ok, str(told), told.broken)


def _graph(settings: Settings, more: Callable[[Store], Iterator[Check]]) -> Iterator[Check]:
    found = server(settings)
    if found is None:
        yield Check("neo4j", False, "the local Neo4j does not run: `idgraph neo4j start` or `idgraph serve`")
        return
    try:
        with open_store(settings) as store:
            yield Check("neo4j", True, found.bolt_uri)
            yield _asked("schema", lambda: _schema(store))
            yield _asked(
                "graph", lambda: ", ".join(f"{count:,} {what}" for what, count in totals(store).items())
            )
            yield resolved(store)
            yield from more(store)
    except IdGraphError as error:
        yield Check("neo4j", False, str(error))


def resolved(store: Store) -> Check:
    """Whether what arrives is resolved as it arrives. Not so where a resolve was cut short: until the next one, which
    finishes it, all that arrives waits."""
    state = store.read("resolve/standing")[0]
    waiting = f"{state['pending']:,} records wait"
    if state["resolving"]:
        return Check("resolved", True, f"everything is being resolved now; {waiting}")
    if state["records"] and not state["ready"]:
        return Check(
            "resolved", False, f"never, or a resolve was cut short; {waiting}: run `idgraph resolve`"
        )
    todo = [waiting] if state["pending"] else []
    todo += ["another model or limits are to take over"] if has_other_rules(store) else []
    held = f"{state['held']:,} held back: `idgraph reviews`" if state["held"] else ""
    done = f"{' and '.join(todo)}: `idgraph resolve`" if todo else "as it arrives"
    return Check("resolved", True, "; ".join(filter(None, (done, held))))


def usable(store: Store) -> Check:
    """Whether sources fill a field with what says nothing, as `info@` or 0600000000. It is no hub, as it joins nobody
    from the start: so no review is about it, and of what comes as events no load tells."""
    rows = store.read("check/unusable")
    filled = [
        f"{row['source']} {row['field']} {row['unusable']:,} of {row['records']:,} records"
        for row in rows
        if row["unusable"] > _FILLED * row["records"]
    ]
    few = f"no field of a source is filled with it in more than {_FILLED:.0%} of the records"
    return Check("values that say nothing are few", True, "; ".join(filled) or few, warns=bool(filled))


def _schema(store: Store) -> str:
    require_schema(store)
    return f"version {schema_status(store).version}"


def _asked(name: str, ask: Callable[[], str]) -> Check:
    try:
        return Check(name, True, ask())
    except IdGraphError as error:
        return Check(name, False, str(error))


def _service(settings: Settings) -> Check:
    url = f"http://{settings.host_in_url}:{settings.port}"
    try:
        # It is asked here and as itself, whatever proxy there is and whatever IDGRAPH_PUBLIC_URL calls it.
        answer = httpx.get(
            f"{url}/readyz", headers={"Host": "localhost"}, timeout=_ANSWERS_WITHIN_S, trust_env=False
        )
    except httpx.HTTPError:
        return Check("service", False, f"nothing answers at {url}: `idgraph serve`")
    if answer.is_success:
        return Check("service", True, url)
    return Check("service", False, f"{url} answers with status {answer.status_code}")
