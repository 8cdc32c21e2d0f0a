"""What several commits made of some IDs, told as if it had been one."""

from collections.abc import Iterable

from app.feed.changes import Change, Membership, changes
from app.feed.entries import change_of, entry_of
from app.feed.replay import Replay
from app.graph.store import Row, Store, batches

_TOGETHER = 2_000


def net_changes(store: Store, entries: Iterable[Row], since: int) -> list[Change]:
    """What these entries, all after that of this number, made of the IDs they name; in the order of the feed.

    It is told by the IDs' own entries, so what others did to them meanwhile is in it.
    """
    ids = {id for row in entries for id in change_of(row).ids}
    replay, later = Replay(), []
    for some in batches(sorted(ids), _TOGETHER):
        for row in store.read("feed/of_ids", ids=some):
            entry = entry_of(row["entry"])
            if entry.seq > since:
                later.append(entry)
            else:
                replay.take([entry.change])
    before = _membership(replay)
    replay.take(entry.change for entry in sorted(later, key=lambda entry: entry.seq))
    return changes(before, _membership(replay))


def _membership(replay: Replay) -> Membership:
    """A household that did not change is told of by its individuals alone."""
    told = {individual: home for individual, home in replay.homes.items() if home}
    homes = told | dict(replay.pairs("household"))
    return Membership(dict(replay.pairs("individual")), homes, dict(replay.retired))
