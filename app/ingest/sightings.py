"""What one load of visits brought to one cookie, device or account, kept beside the sum of all loads.

So a load can be taken back: the sum is made anew from what the others brought. Adding up is the same here, where it
is done over loads, as in `cypher/ingest/online_seen.cypher`, where it is done over batches.
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from app.graph.store import Row
from app.ingest.online import KEPT

_ID_BYTES = 16
_HASH_BYTES = 12
LISTS = ("events", "hours", "ips", "ip_days", "ip_nights", "places", "place_counts")
PROPERTIES = ("first_seen", "last_seen", "user_agent", *LISTS)


def sightings_id(load: str, of: str) -> str:
    """The ID of what a load brought to a cookie, device (`of`: its key) or record (its ID). Says nothing by itself."""
    return blake2b(f"{load}\n{of}".encode(), digest_size=_ID_BYTES).hexdigest()


def account_props(source: str, account: str) -> Row:
    """What a record says that only visits tell of: the account, by `namespace:value` as it was delivered."""
    value = account.partition(":")[2]
    return {
        "id": f"{source}:{value}",
        "source": source,
        "source_id": value,
        "hash": blake2b(account.encode(), digest_size=_HASH_BYTES).hexdigest(),
        "external_id": [account],
    }


def summed(rows: Iterable[Row]) -> Row:
    """What several loads brought, in their order: rows and result have PROPERTIES. Empty where there are none."""
    state: Row = {}
    for row in rows:
        state = added(state, row)
    return state


def added(state: Row, row: Row) -> Row:
    """One more. The newest addresses and places come first, and no more than KEPT of them are kept."""
    if not state:
        state = {"first_seen": row["first_seen"], "last_seen": row["first_seen"]}
    newer = row["last_seen"] >= state["last_seen"]
    ips = _newest(state.get("ips") or [], row.get("ips") or [], newer=newer)
    places = _newest(state.get("places") or [], row.get("places") or [], newer=newer)
    before, after = state.get("user_agent"), row.get("user_agent")
    hours = zip(state.get("hours") or [0] * 24, row["hours"], strict=True)
    return {
        "first_seen": min(state["first_seen"], row["first_seen"]),
        "last_seen": row["last_seen"] if newer else state["last_seen"],
        "user_agent": (after or before) if newer else (before or after),
        "events": [*(state.get("events") or []), *(row.get("events") or [])],
        "hours": [a + b for a, b in hours],
        "ips": ips,
        "ip_days": _counts(ips, "ips", "ip_days", state, row),
        "ip_nights": _counts(ips, "ips", "ip_nights", state, row),
        "places": places,
        "place_counts": _counts(places, "places", "place_counts", state, row),
    }


def without(state: Row, gone: Iterable[Row]) -> Row:
    """A sum less what some loads brought, where not all of what it was made from is known: times and browser stay."""
    rows = list(gone)
    hours = [sum(row["hours"][hour] for row in rows) for hour in range(24)]
    events = {event for row in rows for event in row.get("events") or []}
    left = {
        "events": [event for event in state.get("events") or [] if event not in events],
        "hours": [max(0, had - less) for had, less in zip(state["hours"], hours, strict=True)],
    }
    return {
        **state,
        **left,
        **_fewer(state, rows, "ips", "ip_days", "ip_nights"),
        **_fewer(state, rows, "places", "place_counts"),
    }


def visits_in(rows: Iterable[Row]) -> int:
    """How many visits were counted: each in one hour of the day."""
    return sum(sum(row.get("hours") or []) for row in rows)


def _newest(state: list[str], row: list[str], *, newer: bool) -> list[str]:
    first, then = (row, state) if newer else (state, row)
    return [*first, *(value for value in then if value not in first)][:KEPT]


def _counts(names: list[str], of: str, counts: str, *states: Row) -> list[int]:
    totals: dict[str, int] = {}
    for state in states:
        for name, count in zip(state.get(of) or [], state.get(counts) or [], strict=True):
            totals[name] = totals.get(name, 0) + count
    return [totals.get(name, 0) for name in names]


def _fewer(state: Row, gone: list[Row], names: str, *counts: str) -> dict[str, list[Any]]:
    """A list of names and its counts, less those of `gone`; names of which nothing is left are out."""
    listed: list[str] = state.get(names) or []
    left = [
        [
            had - less
            for had, less in zip(state.get(count) or [], _counts(listed, names, count, *gone), strict=True)
        ]
        for count in counts
    ]
    kept = [at for at in range(len(listed)) if any(numbers[at] > 0 for numbers in left)]
    shorter: dict[str, list[Any]] = {names: [listed[at] for at in kept]}
    for count, numbers in zip(counts, left, strict=True):
        shorter[count] = [max(0, numbers[at]) for at in kept]
    return shorter
