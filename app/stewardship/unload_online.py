"""What visits of a load that is taken back said of cookies and devices: the sum is made anew from all other loads.

Where events of the tracking API count in the sum, what the load brought is taken off: events are kept as a sum alone.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from app.graph.store import Row, Run
from app.ingest.sightings import PROPERTIES, summed, visits_in, without


@contextmanager
def take_back_visits(run: Run, keys: Iterable[str], gone: Collection[str]) -> Iterator[None]:
    """Around what removes the sightings, records and statements of loads: looks at what was, then sets what is left.

    `keys` may hold any identifiers; only cookies and devices are looked at. They are held until the transaction ends:
    events that come meanwhile would be overwritten by what is set.
    """
    online = sorted(key for key in keys if key.startswith(("cookie:", "device:")))
    run("privacy/identifiers_lock", keys=online)
    before = {row["key"]: row for row in run("unload/online", keys=online)}
    pairs = run("unload/pairs", keys=[key for key in online if key.startswith("cookie:")])
    yield
    after = run("unload/online", keys=online)
    run(
        "unload/online_set",
        rows=[_online(before[row["key"]], row, gone) for row in after if row["key"] in before],
    )
    run("unload/pairs_set", rows=[pair for pair in (_pair(row, gone) for row in pairs) if pair])


def _online(before: Row, after: Row, gone: Collection[str]) -> Row:
    """The properties of a cookie or device without what is gone. Pure."""
    now, brought = before["now"], before["brought"]
    removed = [row for row in brought if row["load_id"] in gone]
    left = [row for row in brought if row["load_id"] not in gone]
    if visits_in([now]) > visits_in(brought):
        props = without(now, removed) if removed else {}
        return {"key": before["key"], "props": {name: props[name] for name in PROPERTIES if name in props}}
    total = summed(left) if removed else {}
    props = {name: total.get(name) for name in PROPERTIES} if removed else {}
    return {"key": before["key"], "props": props | _span(left, after)}


def _span(left: list[Row], after: Row) -> Row:
    """When it was first and last named by what is left; never, where nothing is."""
    firsts = [row["first_seen"] for row in left] + [row["first"] for row in after["carried"]] + after["said"]
    lasts = [row["last_seen"] for row in left] + [row["last"] for row in after["carried"]] + after["said"]
    return {"first_seen": min(firsts, default=None), "last_seen": max(lasts, default=None)}


def _pair(row: Row, gone: Collection[str]) -> Row | None:
    """How often a cookie was seen on a device without what is gone; None where nothing of it is."""
    removed = [one for one in row["brought"] if one["load_id"] in gone]
    left = [one for one in row["brought"] if one["load_id"] not in gone]
    if not removed:
        return None
    known = sum(one["count"] for one in row["brought"])
    span: Row = {"first": None, "last": None}
    if row["count"] <= known and left:
        span = {"first": min(one["first"] for one in left), "last": max(one["last"] for one in left)}
    count = row["count"] - sum(one["count"] for one in removed)
    return {"cookie": row["cookie"], "device": row["device"], "count": count, **span}
